import { formatAge, formatCount } from '../model/text/formats.ts';
import { sanitizeLine } from '../model/text/sanitize.ts';
import { displayWidth, fitText, truncateText } from '../model/text/width.ts';
import type { ListState } from '../state/list/list-state.ts';
import {
  builtInViews,
  describeCount,
  describeCounts,
  shownCounts,
  type View,
  viewCount,
} from '../state/list/views.ts';
import { tableRows } from '../state/session/layout.ts';
import type { State } from '../state/session/state.ts';
import type { Theme } from './theme.ts';

/**
 * Two texts at the ends of one line; when there is no room for both, the right one stays whole and the left
 * one is cut.
 */
export function spread(left: string, right: string, width: number): string {
  const rightWidth = displayWidth(right);
  if (rightWidth + 2 > width) return truncateText(left, width);
  return `${fitText(left, width - rightWidth - 1)} ${right}`;
}

export function headerLine(state: State, theme: Theme): string {
  const {
    store: { target },
    size,
  } = state;
  const counts = shownCounts(state);
  const live = [
    target.isInsecure ? theme.warning('insecure') : '',
    state.store.isPaused ? theme.warning('paused ‖') : linkText(state, theme),
  ]
    .filter(Boolean)
    .join(' · ');
  const brand = ` ${theme.bold('runlens')}  `;
  const room = size.columns - displayWidth(brand) - displayWidth(live) - 3;
  const place = placeOf(target, room);
  const left = `${brand}${place}`;
  const rest = room - displayWidth(place) - 3;
  const told = counts ? fitParts(describeCounts(counts), rest) : '';
  return spread(left, told === '' ? `${live} ` : `${live}   ${told} `, size.columns);
}

/** The target as far as there is room: why it was chosen goes first, then what every address begins with. */
function placeOf({ name, location, reason }: State['store']['target'], room: number): string {
  const isNamed = !location.includes(`//${name}`);
  const named = (text: string) => sanitizeLine(isNamed ? `${name} · ${text}` : text);
  const texts = [
    named(`${location} (${reason})`),
    named(location),
    named(location.replace(/https?:\/\//gu, '')),
  ];
  return (
    texts.find(text => displayWidth(text) <= room) ?? truncateText(texts.at(-1) ?? '', Math.max(0, room))
  );
}

/** As many of the parts, from the first on, as fit into the room. */
function fitParts(parts: readonly string[], room: number): string {
  for (let count = parts.length; count > 0; count -= 1) {
    const text = parts.slice(0, count).join(' · ');
    if (text.length <= room) return text;
  }
  return '';
}

function linkText({ store: { link, can }, now, list }: State, theme: Theme): string {
  if (link.type === 'stale') {
    return theme.error(`stale ${formatAge(link.since, now).replace(/ ago$/u, '')} ✖`);
  }
  const [first, ...others] = list.missing;
  if (first) {
    const who = others.length === 0 ? sanitizeLine(first.target) : `${list.missing.length} targets`;
    return theme.warning(`without ${who} ◐`);
  }
  return theme.success(can.live ? 'live ●' : 'polling ○');
}

/**
 * The views, the chosen one always in sight. The usual order gives way first, then the other views, then what
 * is not usual.
 */
export function viewsLine(state: State, theme: Theme): string {
  const { list, size } = state;
  const counts = shownCounts(state);
  const known = builtInViews.some(view => view.id === list.view.id)
    ? builtInViews
    : [...builtInViews, list.view];
  const texts = known.map(view => viewText(view, view.id === list.view.id, counts, theme));
  const chosen = viewText(list.view, true, counts, theme);
  const place = placeText(state);
  const order = orderText(list);
  const told = order === usualOrder ? place : `${order} · ${place}`;
  const left = texts.join(' ');
  const ways = [
    [left, `${order} · ${place}`],
    [left, told],
    [chosen, told],
  ] as const;
  const fits = ways.find(way => displayWidth(way.join('')) <= size.columns - 4);
  const [views, right] = fits ?? [chosen, place];
  return spread(` ${views}`, `${theme.dim(right)} `, size.columns);
}

function viewText(view: View, isChosen: boolean, counts: State['store']['counts'], theme: Theme): string {
  const count = viewCount(view, counts);
  const text = count === undefined ? view.label : `${view.label} ${describeCount(count)}`;
  return isChosen ? theme.bold(`[${text}]`) : ` ${text} `;
}

const topRows = 1000;
const usualOrder = 'newest first';

function orderText(list: ListState): string {
  const kind = list.kind === 'both' ? '' : `${list.kind}s · `;
  if (list.sort.field === 'created' && list.sort.descending) return `${kind}${usualOrder}`;
  const top = list.rows.length >= topRows ? `top ${formatCount(topRows)} by ` : 'by ';
  return `${kind}${top}${list.sort.field}`;
}

/** `1–38 of 41`, and whether newer ones wait above. */
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

/** How many rows the question has, as far as that is known. */
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
