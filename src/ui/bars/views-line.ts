import { isNewestFirst, topSize } from '../../contract/run-order.ts';
import { formatAge, formatCount } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { displayWidth, truncateText } from '../../model/text/width.ts';
import { keyOf } from '../../state/keys/keymap.ts';
import type { ListState } from '../../state/list/list-state.ts';
import { sortLabel } from '../../state/list/sort-label.ts';
import {
  allViews,
  describeCount,
  type ShownCounts,
  shownCounts,
  type View,
  type ViewCount,
  viewCount,
} from '../../state/list/views.ts';
import { tableRows } from '../../state/session/layout.ts';
import type { State } from '../../state/session/state.ts';
import type { Theme } from '../theme.ts';
import { spread } from './spread.ts';

/**
 * The views, the order and the visible range. To fit, it drops the default order first, then views that are
 * not chosen, the saved ones first, then any order.
 */
export function viewsLine(state: State, theme: Theme): string {
  const { list, size } = state;
  const place = placeText(state, countedTo(state));
  const shorter = placeText(state, '');
  const order = orderText(list);
  const ownOrder = withoutDefault(order);
  const orderBefore = (text: string) => (ownOrder === '' ? text : `${ownOrder} · ${text}`);
  const short = orderBefore(place);
  const strips = viewStrips(state, theme);
  const [all = '', ...fewer] = strips;
  const chosen = fewer.at(-1) ?? all;
  const choices = [
    [all, `${order} · ${place}`],
    [all, short],
    ...strips.map(strip => [strip, orderBefore(shorter)] as const),
  ] as const;
  const fits = choices.find(texts => displayWidth(texts.join('')) <= size.columns - 4);
  const [views = '', right = ''] = fits ?? [chosen, shorter];
  return spread(` ${views}`, `${theme.dim(right)} `, size.columns);
}

/** The views, with ever fewer of those that are not chosen, the last saved first. */
function viewStrips(state: State, theme: Theme): readonly string[] {
  const { list, savedViews } = state;
  const counts = shownCounts(state);
  const known = allViews(savedViews);
  const views = known.some(view => view.id === list.view.id) ? known : [...known, list.view];
  const isChosen = (view: View) => view.id === list.view.id;
  const kept = [...views];
  const strips: string[] = [];
  const drop = (): boolean => {
    const saved = kept.findLastIndex(view => view.saved && !isChosen(view));
    const at = saved >= 0 ? saved : kept.findLastIndex(view => !isChosen(view));
    if (at >= 0) kept.splice(at, 1);
    return at >= 0;
  };
  do {
    const left = views.length - kept.length;
    const more = left > 0 ? theme.dim(` +${left} ${keyOf('view')}`) : '';
    const texts = kept.map(view => viewText(view, isChosen(view), counts, theme));
    strips.push(`${texts.join(' ')}${more}`);
  } while (drop());
  return [...strips, viewText(list.view, true, counts, theme)];
}

const mostLabel = 24;

function viewText(view: View, isChosen: boolean, counts: ShownCounts | undefined, theme: Theme): string {
  const count = viewCount(view, counts);
  const label = truncateText(safeLine(view.label), mostLabel);
  const key = view.saved && view.key !== undefined ? `${view.key} ` : '';
  const text = `${key}${label}${count === undefined ? '' : ` ${describeCount(count)}`}`;
  return isChosen ? theme.bold(`[${text}]`) : ` ${text} `;
}

const defaultOrder = 'newest first';

function orderText(list: ListState): string {
  const kind = list.kind === 'both' ? '' : `${list.kind}s · `;
  if (isNewestFirst(list.sort)) return `${kind}${defaultOrder}`;
  const label = sortLabel(list.sort);
  const top = list.rows.length >= topSize ? ` (top ${formatCount(topSize)})` : '';
  return `${kind}${label.charAt(0).toLowerCase()}${label.slice(1)}${top}`;
}

/** The order without `newest first`, which is dropped first. */
function withoutDefault(order: string): string {
  return order.replace(new RegExp(`(?: · )?${defaultOrder}$`, 'u'), '');
}

/** `3 new ↑ · 1–38 of 41`, and how far these were counted. */
function placeText(state: State, counted: string): string {
  const { list } = state;
  const { rows, top } = list;
  const news = list.newAbove > 0 ? `${formatCount(list.newAbove)} new ↑ · ` : '';
  const marks = list.marks.size > 0 ? `${formatCount(list.marks.size)} marked · ` : '';
  if (list.phase === 'loading')
    return `${marks}${state.store.link.type === 'stale' ? 'not read' : 'reading…'}`;
  if (rows.length === 0) return `${marks}0 runs`;
  const last = Math.min(rows.length, top + tableRows(state));
  const { skipped, total } = placeInAll(state);
  const shown = `${formatCount(skipped + top + 1)}–${formatCount(skipped + last)}`;
  return `${marks}${news}${shown} of ${total}${counted}`;
}

/** Says how far the matches were counted where there may be more. */
function countedTo({ list, now }: State): string {
  const until = list.nextCursor === undefined ? undefined : list.matches?.until;
  return until === undefined ? '' : `, counted to ${formatAge(until, now)}`;
}

/** How many runs stand above the loaded ones, and of how many these are a part. */
function placeInAll(state: State): { readonly skipped: number; readonly total: string } {
  const { rows, end } = state.list;
  if (!end || end.isWhole) return { skipped: 0, total: totalText(state) };
  const known = knownTotal(state);
  if (!known || known.isAtLeast) return { skipped: 0, total: `the last ${formatCount(rows.length)}` };
  const runs = Math.max(known.runs, rows.length);
  return { skipped: runs - rows.length, total: formatCount(runs) };
}

/** The number of matching runs, as far as known. */
function totalText(state: State): string {
  const { list } = state;
  const rows = list.rows.length;
  if (list.nextCursor === undefined)
    return list.partial.size > 0 ? `${formatCount(rows)}+` : formatCount(rows);
  const known = knownTotal(state);
  return known === undefined
    ? `${formatCount(rows)}+`
    : describeCount({ ...known, runs: Math.max(known.runs, rows) });
}

/** The number of matching runs, by the store's counters or counted. */
function knownTotal(state: State): ViewCount | undefined {
  const { view, filterText, kind, matches } = state.list;
  const isWholeView = filterText === '' && kind === 'both';
  const total = isWholeView ? viewCount(view, shownCounts(state)) : undefined;
  return total ?? (matches && { runs: matches.runs, isAtLeast: matches.until !== undefined });
}
