import { formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth } from '../../model/text/width.ts';
import type { ListState } from '../../state/list/list-state.ts';
import { builtInViews, describeCount, shownCounts, type View, viewCount } from '../../state/list/views.ts';
import { tableRows } from '../../state/session/layout.ts';
import type { State } from '../../state/session/state.ts';
import type { Theme } from '../theme.ts';
import { spread } from './spread.ts';

/**
 * The views, the order and the visible range. To fit, it drops the default order first, then the views that
 * are not chosen, then any order.
 */
export function viewsLine(state: State, theme: Theme): string {
  const { list, size } = state;
  const counts = shownCounts(state);
  const known = builtInViews.some(view => view.id === list.view.id)
    ? builtInViews
    : [...builtInViews, list.view];
  const names = known.map(view => viewText(view, view.id === list.view.id, counts, theme));
  const chosen = viewText(list.view, true, counts, theme);
  const place = placeText(state);
  const order = orderText(list);
  const short = order === defaultOrder ? place : `${order} · ${place}`;
  const left = names.join(' ');
  const choices = [
    [left, `${order} · ${place}`],
    [left, short],
    [chosen, short],
  ] as const;
  const fits = choices.find(texts => displayWidth(texts.join('')) <= size.columns - 4);
  const [views, right] = fits ?? [chosen, place];
  return spread(` ${views}`, `${theme.dim(right)} `, size.columns);
}

function viewText(view: View, isChosen: boolean, counts: State['store']['counts'], theme: Theme): string {
  const count = viewCount(view, counts);
  const label = safeLine(view.label);
  const text = count === undefined ? label : `${label} ${describeCount(count)}`;
  return isChosen ? theme.bold(`[${text}]`) : ` ${text} `;
}

const topRows = 1000;
const defaultOrder = 'newest first';

function orderText(list: ListState): string {
  const kind = list.kind === 'both' ? '' : `${list.kind}s · `;
  if (list.sort.field === 'created' && list.sort.descending) return `${kind}${defaultOrder}`;
  const top = list.rows.length >= topRows ? `top ${formatCount(topRows)} by ` : 'by ';
  return `${kind}${top}${list.sort.field}`;
}

/** `3 new ↑ · 1–38 of 41` */
function placeText(state: State): string {
  const { list } = state;
  const { rows, top } = list;
  const news = list.newAbove > 0 ? `${formatCount(list.newAbove)} new ↑ · ` : '';
  const marks = list.marks.size > 0 ? `${formatCount(list.marks.size)} marked · ` : '';
  if (list.phase === 'loading')
    return `${marks}${state.store.link.type === 'stale' ? 'not read' : 'reading…'}`;
  if (rows.length === 0) return `${marks}0 runs`;
  const last = Math.min(rows.length, top + tableRows(state));
  return `${marks}${news}${formatCount(top + 1)}–${formatCount(last)} of ${totalText(state)}`;
}

/** The number of matching runs, as far as known. */
function totalText(state: State): string {
  const { list } = state;
  const rows = list.rows.length;
  if (list.nextCursor === undefined)
    return list.partial.size > 0 ? `${formatCount(rows)}+` : formatCount(rows);
  const isWholeView = list.filterText === '' && list.kind === 'both';
  const total = isWholeView ? viewCount(list.view, shownCounts(state)) : undefined;
  return total === undefined
    ? `${formatCount(rows)}+`
    : describeCount({ ...total, runs: Math.max(total.runs, rows) });
}
