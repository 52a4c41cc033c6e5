import { isNewestFirst } from '../../contract/lists/run-order.ts';
import { formatAge, formatCount } from '../../model/text/formats.ts';
import { keyOf } from '../shell/keymap.ts';
import { tableRows } from '../shell/layout.ts';
import { type State, shownNow } from '../shell/state.ts';
import { isFollowing } from './first-rows.ts';
import {
  describeCount,
  type ListState,
  shownCounts,
  type View,
  type ViewCount,
  viewCount,
} from './list-state.ts';

/** `3 new above · g · 1–38 of 41`, followed by how far these were counted. */
export function placeText(state: State, counted: string): string {
  const { list } = state;
  const { rows, top } = list;
  const news = newsText(state);
  const marks = list.marks.size > 0 ? `${formatCount(list.marks.size)} marked · ` : '';
  if (list.phase === 'loading') return `${marks}${readingText(state)}`;
  if (rows.length === 0) return `${marks}0${list.nextCursor === undefined ? '' : '+'} runs`;
  const last = Math.min(rows.length, top + tableRows(state));
  if (isInBetween(list)) {
    const from = formatAge(rows[top]?.createdAt ?? 0, shownNow(state));
    return `${marks}${formatCount(last - top)} of ${totalText(state)}, from ${from}`;
  }
  const { skipped, total } = placeInAll(state);
  const shown = `${formatCount(skipped + top + 1)}–${formatCount(skipped + last)}`;
  return `${marks}${news}${shown} of ${total}${counted}`;
}

export function readingText({ store }: State, unread = 'not read'): string {
  return store.link.type === 'stale' ? unread : 'reading…';
}

export function newsText(state: State): string {
  const { newAbove } = state.list;
  if (newAbove > 0) return `${formatCount(newAbove)} new above · ${keyOf('move-top')} · `;
  return isFollowing(state) ? 'following · ' : '';
}

/** `3 of 144` */
export function rowPlace(state: State, index: number): string {
  if (isInBetween(state.list)) return '';
  const { skipped, total } = placeInAll(state);
  return `${formatCount(skipped + index + 1)} of ${total}`;
}

export function countedTo({ list, now }: State): string {
  const until = list.nextCursor === undefined ? undefined : list.matches?.until;
  return until === undefined ? '' : `, counted to ${formatAge(until, now)}`;
}

function isInBetween({ end, nextCursor }: ListState): boolean {
  return end !== undefined && !end.isWhole && nextCursor !== undefined;
}

/** Counts the runs above the loaded ones (`skipped`) and all that match. */
function placeInAll(state: State): { readonly skipped: number; readonly total: string } {
  const { rows, end } = state.list;
  if (!end || end.isWhole) return { skipped: 0, total: totalText(state) };
  const known = knownTotal(state);
  if (!known || known.isAtLeast) return { skipped: 0, total: `the last ${formatCount(rows.length)}` };
  const runs = Math.max(known.runs, rows.length);
  return { skipped: runs - rows.length, total: formatCount(runs) };
}

/** A remote store is read in parts: its counters include late runs between rows that are not read again. */
function totalText(state: State): string {
  const { list } = state;
  const rows = list.rows.length;
  const known = knownTotal(state);
  if (list.nextCursor === undefined) {
    if (list.partial.size > 0) return `${formatCount(rows)}+`;
    const isExact = state.store.target.isRemote && known?.isAtLeast === false;
    return formatCount(isExact ? Math.max(known.runs, rows) : rows);
  }
  return known === undefined
    ? `${formatCount(rows)}+`
    : describeCount({ ...known, runs: Math.max(known.runs, rows) });
}

export function tabCount(view: View, state: State): ViewCount | undefined {
  const known = viewCount(view, shownCounts(state));
  if (known || view.counted !== undefined) return known;
  const { list, store } = state;
  const counted = listedCount(view, state) ?? store.viewCounts?.get(view.filter);
  return counted && { ...counted, isAtLeast: counted.isAtLeast || list.missing.length > 0 };
}

function listedCount(view: View, { list }: State): ViewCount | undefined {
  const isWholeView = list.view.id === view.id && list.filterText === '' && list.kind === 'both';
  if (!isWholeView || list.phase !== 'ready' || list.end || !isNewestFirst(list.sort)) return undefined;
  const runs = list.rows.length;
  if (list.nextCursor === undefined) return { runs, isAtLeast: list.partial.size > 0 };
  const { matches } = list;
  return matches && { runs: Math.max(runs, matches.runs), isAtLeast: matches.until !== undefined };
}

function knownTotal(state: State): ViewCount | undefined {
  const { view, filterText, kind, matches } = state.list;
  const isWholeView = filterText === '' && kind === 'both';
  const total = isWholeView ? viewCount(view, shownCounts(state)) : undefined;
  return total ?? (matches && { runs: matches.runs, isAtLeast: matches.until !== undefined });
}
