import { formatAge, formatCount } from '../model/text/formats.ts';
import { sanitizeLine } from '../model/text/sanitize.ts';
import { displayWidth, fitText, truncateText } from '../model/text/width.ts';
import { tableRows } from '../state/layout.ts';
import type { ListState, State } from '../state/state.ts';
import { builtInViews, describeCounts, type View, viewCount } from '../state/views.ts';
import type { Theme } from './theme.ts';

/** Two texts at the ends of one line; when there is no room for both, the right one stays whole and the left one is cut. */
export function spread(left: string, right: string, width: number): string {
  const rightWidth = displayWidth(right);
  if (rightWidth + 2 > width) return truncateText(left, width);
  return `${fitText(left, width - rightWidth - 1)} ${right}`;
}

export function headerLine(state: State, theme: Theme): string {
  const { target, size, link, counts } = state;
  const place = sanitizeLine(`${target.name} · ${target.location} (${target.reason})`);
  const left = ` ${theme.bold('runlens')}  ${place}`;
  const live = state.isPaused ? theme.warning('paused ‖') : linkText(link, state.now, theme);
  const room = size.columns - displayWidth(left) - displayWidth(live) - 6;
  const told = counts ? fitParts(describeCounts(counts), room) : '';
  return spread(left, told === '' ? `${live} ` : `${live}   ${told} `, size.columns);
}

/** As many of the parts, from the first on, as fit into the room. */
function fitParts(parts: readonly string[], room: number): string {
  for (let count = parts.length; count > 0; count -= 1) {
    const text = parts.slice(0, count).join(' · ');
    if (text.length <= room) return text;
  }
  return '';
}

function linkText(link: State['link'], now: number, theme: Theme): string {
  switch (link.type) {
    case 'live':
      return theme.success('live ●');
    case 'stale':
      return theme.error(`stale ${formatAge(link.since, now).replace(/ ago$/u, '')} ✖`);
  }
}

/** The views, the chosen one always in sight; the order gives way first, then the other views. */
export function viewsLine(state: State, theme: Theme): string {
  const { list, counts, size } = state;
  const known = builtInViews.some(view => view.id === list.view.id)
    ? builtInViews
    : [...builtInViews, list.view];
  const texts = known.map(view => viewText(view, view.id === list.view.id, counts, theme));
  const chosen = viewText(list.view, true, counts, theme);
  const place = placeText(state);
  const whole = `${orderText(list)} · ${place}`;
  const room = size.columns - 4;
  const left = texts.join(' ');
  if (displayWidth(left) + displayWidth(whole) <= room)
    return spread(` ${left}`, `${theme.dim(whole)} `, size.columns);
  const fits = displayWidth(left) + displayWidth(place) <= room;
  return spread(` ${fits ? left : chosen}`, `${theme.dim(place)} `, size.columns);
}

function viewText(view: View, isChosen: boolean, counts: State['counts'], theme: Theme): string {
  const count = viewCount(view, counts);
  const text = count === undefined ? view.label : `${view.label} ${formatCount(count)}`;
  return isChosen ? theme.bold(`[${text}]`) : ` ${text} `;
}

const topRows = 1000;

function orderText(list: ListState): string {
  const kind = list.kind === 'both' ? '' : `${list.kind}s · `;
  if (list.sort.field === 'created' && list.sort.descending) return `${kind}newest first`;
  const top = list.rows.length >= topRows ? `top ${formatCount(topRows)} by ` : 'by ';
  return `${kind}${top}${list.sort.field}`;
}

/** `1–38 of 41`, and whether newer ones wait above. */
function placeText(state: State): string {
  const { list } = state;
  const { rows, top } = list;
  const news = list.newAbove > 0 ? `${formatCount(list.newAbove)} new ↑ · ` : '';
  const marks = list.marks.size > 0 ? `${formatCount(list.marks.size)} marked · ` : '';
  if (list.phase === 'loading') return `${marks}reading…`;
  if (rows.length === 0) return `${marks}0 runs`;
  const last = Math.min(rows.length, top + tableRows(state));
  return `${marks}${news}${formatCount(top + 1)}–${formatCount(last)} of ${totalText(state)}`;
}

function totalText({ list, counts }: State): string {
  if (list.nextCursor === undefined) return formatCount(list.rows.length);
  const isWholeView = list.filterText === '' && list.kind === 'both';
  const total = isWholeView ? viewCount(list.view, counts) : undefined;
  return total === undefined
    ? `${formatCount(list.rows.length)}+`
    : formatCount(Math.max(total, list.rows.length));
}
