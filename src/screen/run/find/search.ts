import { formatCount } from '../../../model/text/formats.ts';
import { findHits, foldCase, searchedText, withHits } from '../../paint/phrases.ts';
import type { PaneSize } from '../../shell/layout.ts';
import { keysAlong, nodesAlong, type OpenRoot, pathOfKeys, setOpen } from '../outline/open-tree.ts';
import { attributePrefix } from '../outline/trace-outline.ts';
import { toggleAttributes } from '../outline/waterfall.ts';
import { flowLines, flowPhrases, roomOf } from '../rows/flow.ts';
import { cursorPath, cursorRow, jumpTo, type Pane, type PaneName, refold, settle } from '../rows/pane.ts';
import { type RowContext, rowPhrases } from '../rows/row-phrases.ts';
import {
  comparePlaces,
  continueWalk,
  type Frontier,
  type Match,
  mostMatches,
  placeOfKeys,
  startWalk,
} from './search-walk.ts';

export type Searched = { readonly pane: Pane; readonly search?: SearchState };

export type SearchPlace = { readonly name: PaneName; readonly size: PaneSize; readonly context: RowContext };

const stepsPerText = 3;
const stepsPerKey = 8;

/** Searches for a new text from where the cursor was when the search began. */
export function changeSearch({ pane, search: before }: Searched, text: string, place: SearchPlace): Searched {
  const origin = before && !before.isAccepted ? before.origin : pane;
  const fresh = { text, isAccepted: false, ...unsearched, pane: place.name, origin };
  if (text === '') return { pane: origin, search: fresh };
  let search = searchNextPart({ ...fresh, frontier: startWalk(origin.root.node) }, place);
  for (let steps = 1; search.frontier && steps < stepsPerText; steps += 1)
    search = searchNextPart(search, place);
  return toFirstMatch(search, origin, place);
}

const unsearched = { matches: [], isCapped: false, hit: 0, current: undefined };

/** Ends the typing; an empty text ends the search. */
export function acceptSearch(search: SearchState | undefined): SearchState | undefined {
  return !search || search.text === '' ? undefined : { ...search, isAccepted: true };
}

/** Restores the cursor if the search was being typed. */
export function clearSearch({ pane, search }: Searched, name: PaneName): Searched {
  const isKept = !search || search.isAccepted || search.pane !== name;
  return { pane: isKept ? pane : search.origin };
}

export function continueSearch({ pane, search }: Searched, place: SearchPlace): Searched {
  if (!search?.frontier) return { pane, search };
  const next = searchNextPart(search, place);
  if (search.current !== undefined) return { pane, search: next };
  return toFirstMatch(next, search.isAccepted ? pane : search.origin, place, pane);
}

/** Searches for the same text again after the rows, their text or the tab have changed. */
export function repeatSearch({ pane, search }: Searched, place: SearchPlace): SearchState | undefined {
  if (!search || search.text === '') return search;
  const fresh = { ...search, ...unsearched, pane: place.name, origin: pane };
  const again = searchNextPart({ ...fresh, frontier: startWalk(pane.root.node) }, place);
  const cursor = cursorPlace(pane);
  const current = again.matches.findIndex(match => comparePlaces(match.place, cursor) === 0);
  return { ...again, current: current < 0 ? undefined : current };
}

function searchNextPart(search: SearchState, { context }: SearchPlace): SearchState {
  if (!search.frontier) return search;
  const { matches, frontier } = continueWalk(search.frontier, search.text, context);
  const all = [...search.matches, ...matches].slice(0, mostMatches);
  const isCapped = all.length >= mostMatches;
  return { ...search, matches: all, isCapped, frontier: isCapped ? undefined : frontier };
}

/** Goes from `base` to the first match; stays at `shown` if there is none yet. */
function toFirstMatch(search: SearchState, base: Pane, place: SearchPlace, shown = base): Searched {
  const cursor = cursorPlace(search.origin);
  const found = search.matches.findIndex(match => comparePlaces(match.place, cursor) >= 0);
  const index = found < 0 && search.frontier ? undefined : Math.max(0, found);
  return goToHit({ pane: shown, search }, { index, hit: 0 }, place, base);
}

/** Moves to the next (or previous) hit, in the row of the cursor or beyond it; wraps around. */
export function walkMatches({ pane, search: before }: Searched, by: number, place: SearchPlace): Searched {
  if (!before) return { pane };
  let search = before;
  const cursor = cursorPlace(pane);
  const here = search.current === undefined ? undefined : search.matches[search.current];
  const hit = search.hit + by;
  if (here && comparePlaces(here.place, cursor) === 0 && hit >= 0 && hit < here.hits)
    return goToHit({ pane, search }, { index: search.current, hit }, place);
  for (let steps = 0; search.frontier && steps < stepsPerKey; steps += 1) {
    if (by > 0 && indexBeyond(search.matches, cursor, by) !== undefined) break;
    search = searchNextPart(search, place);
  }
  const beyond = indexBeyond(search.matches, cursor, by);
  const around = by > 0 ? 0 : search.matches.length - 1;
  const index = beyond ?? (search.frontier && by > 0 ? undefined : around);
  const last = index === undefined ? 0 : (search.matches[index]?.hits ?? 1) - 1;
  return goToHit({ pane, search }, { index, hit: by > 0 ? 0 : last }, place);
}

function indexBeyond(matches: readonly Match[], place: readonly number[], by: number): number | undefined {
  const index =
    by > 0
      ? matches.findIndex(match => comparePlaces(match.place, place) > 0)
      : matches.findLastIndex(match => comparePlaces(match.place, place) < 0);
  return index < 0 ? undefined : index;
}

type HitOfMatch = { readonly index: number | undefined; readonly hit: number };

function goToHit(
  { pane, search }: Required<Searched>,
  { index, hit }: HitOfMatch,
  { size, context }: SearchPlace,
  base = pane,
): Searched {
  const match = index === undefined ? undefined : search.matches[index];
  if (!match) return { pane, search };
  const root = showAttributes(base.root, match.keys);
  const jumped = jumpTo({ ...base, root }, pathOfKeys(root, match.keys), context.look, size);
  const folded = foldAtHit(jumped, { text: search.text, hit }, context);
  const shown = scrollToHit(folded, { text: search.text, hit }, context, size);
  return { pane: shown, search: { ...search, current: index, hit } };
}

function showAttributes(root: OpenRoot, keys: readonly string[]): OpenRoot {
  const attribute = keys.findIndex(key => key.startsWith(attributePrefix));
  if (attribute < 1) return root;
  const path = pathOfKeys(root, keys.slice(0, attribute));
  const span = nodesAlong(root, path).at(-1);
  return span?.type === 'span' && span.showsAttributes ? root : toggleAttributes(root, path);
}

type SoughtHit = { readonly text: string; readonly hit: number };

/** Folds a row whose hit shows only while it is folded, such as the number of its keys. */
function foldAtHit(pane: Pane, { text, hit }: SoughtHit, context: RowContext): Pane {
  const row = cursorRow(pane);
  if (!row?.isOpen || row.node.type !== 'value') return pane;
  const hits = findHits(searchedText(rowPhrases(row.node, true, context)), foldCase(text));
  return hits.length > hit ? pane : refold(pane, setOpen(pane.root, row.path, false));
}

function scrollToHit(pane: Pane, { text, hit }: SoughtHit, { look }: RowContext, size: PaneSize): Pane {
  const row = cursorRow(pane);
  const phrases = row && flowPhrases(row.node, row.isOpen, look);
  if (!row || !phrases) return pane;
  const lines = flowLines(row.node, withHits(phrases, text, hit), roomOf(row, size.width));
  if (lines.length <= size.height) return pane;
  const found = lines.findIndex(line => line.some(({ hits }) => hits?.some(({ isCurrent }) => isCurrent)));
  const line = found < 0 ? lines.length - 1 : found;
  const { top } = pane;
  const isVisible = top.row === pane.cursor && line >= top.skip && line < top.skip + size.height;
  if (isVisible) return pane;
  const skip = Math.max(0, line - Math.floor(size.height / 2));
  return settle({ ...pane, top: { row: pane.cursor, skip } }, look, size);
}

function cursorPlace(pane: Pane): readonly number[] {
  return placeOfKeys(pane.root.node, keysAlong(pane.root, cursorPath(pane)));
}

export type SearchState = {
  readonly text: string;
  /** Whether Enter was pressed, so that keys move in the detail again. */
  readonly isAccepted: boolean;
  readonly pane: PaneName;
  /** From the top down, at most 1,000. */
  readonly matches: readonly Match[];
  /** The index in `matches` of the one under the cursor. */
  readonly current?: number;
  readonly hit: number;
  /** Absent once everything has been searched. */
  readonly frontier?: Frontier;
  readonly isCapped: boolean;
  readonly origin: Pane;
};

/** Whether the session dispatches `detail-search-continued`. */
export function isSearching({ search }: { readonly search?: SearchState }): boolean {
  return search?.frontier !== undefined;
}

/** `current` counts from 1. */
export function countedHits({ matches, current, hit }: SearchState): {
  readonly total: number;
  readonly current?: number;
} {
  const sum = (rows: readonly Match[]) => rows.reduce((total, { hits }) => total + hits, 0);
  const total = sum(matches);
  return current === undefined ? { total } : { total, current: sum(matches.slice(0, current)) + hit + 1 };
}

/** `3 of 17+`, with `+` while there is more to search. */
export function hitWords(search: SearchState): string {
  const { frontier, isCapped } = search;
  const { total, current } = countedHits(search);
  if (total === 0) return frontier ? 'searching…' : 'nothing found';
  const all = isCapped
    ? `the first ${formatCount(total)} matches`
    : `${formatCount(total)}${frontier ? '+' : ''}`;
  return current === undefined ? all : `${formatCount(current)} of ${all}`;
}
