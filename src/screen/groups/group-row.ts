import { type GroupMessage, groupMessage } from '../../model/failure/failure-template.ts';
import type { FailureStateKind } from '../../model/failure/memory/failure-states.ts';
import { stateWords } from '../../model/failure/memory/state-words.ts';
import { memo } from '../../model/memo.ts';
import { firstAge } from '../../model/share/since-text.ts';
import { formatAge, formatCount, formatShare, formatTime } from '../../model/text/formats.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { fitText } from '../../model/text/width.ts';
import type { Theme } from '../paint/theme.ts';
import { tableRows } from '../shell/layout.ts';
import type { State } from '../shell/state.ts';
import { cursorLine } from '../table/table-lines.ts';
import {
  type GroupColumn,
  type GroupColumnId,
  groupColumnIds,
  groupTexts,
  shortAgeWidth,
} from './group-columns.ts';
import { type GroupRow, type GroupsState, groupState, hasAppeared, questionOf } from './groups-state.ts';

/** Marks a group that appeared after the user began to look. */
const newMark = '+';

export function groupLines(
  state: State,
  columns: readonly GroupColumn[],
  scale: SparkScale | undefined,
  theme: Theme,
): (group: GroupRow, index: number) => string {
  const { groups, list, now, look } = state;
  if (!groups) return () => '';
  const isOld = groups.of !== questionOf(list);
  const inSight = groups.rows.slice(groups.top, groups.top + tableRows(state));
  const texts = groupTexts(inSight, columns);
  const context = { groups, now, absoluteTimes: look.absoluteTimes, scale, texts };
  return (group, index) => {
    const isSelected = groups.top + index === groups.cursorIndex;
    const cells = columns.map(column => {
      const text = cellOf(column, group, context);
      const fitted = fitText(text, column.width, { align: isNumber(column) ? 'end' : 'start' });
      if (isSelected) return fitted;
      return isOld ? theme.dim(fitted) : paint(column, fitted, group, context, theme);
    });
    const mark = hasAppeared(groups, group) ? newMark : ' ';
    return cursorLine(mark, cells.join('  '), isSelected, state, theme);
  };
}

export function isNumber({ id }: GroupColumn): boolean {
  return id === 'count' || id === 'open' || id === 'share';
}

const wholeWidth = 1_000;

export function groupCells(state: State, group: GroupRow): Readonly<Partial<Record<GroupColumnId, string>>> {
  const { groups, now, look } = state;
  if (!groups) return {};
  const columns = groupColumnIds.map(id => ({ id, width: wholeWidth }));
  const texts = groupTexts([group], columns);
  const context = { groups, now, absoluteTimes: look.absoluteTimes, scale: undefined, texts };
  return Object.fromEntries(columns.map(column => [column.id, cellOf(column, group, context)]));
}

type CellContext = {
  readonly groups: GroupsState;
  readonly now: number;
  readonly absoluteTimes: boolean;
  readonly scale: SparkScale | undefined;
  readonly texts: ReturnType<typeof groupTexts>;
};

function cellOf({ id, width }: GroupColumn, group: GroupRow, context: CellContext): string {
  switch (id) {
    case 'state':
      return stateText(context.groups, group, context.now, width);
    case 'count':
      return formatCount(group.count);
    case 'open':
      return group.open === undefined ? '…' : formatCount(group.open);
    case 'share':
      return shareText(group, width);
    case 'first': {
      const { at } = group.first;
      if (context.absoluteTimes) return formatTime(at);
      return firstAge({ firstAt: at, isFirstHere: at === context.groups.firstHereAt }, context.now);
    }
    case 'last':
      return timeText(group.last.at, width, context);
    case 'trend':
      return context.scale ? sparkline(group.times, context.scale, width) : '';
    case 'place':
    case 'message':
      return context.texts.get(group.id)?.[id] ?? '';
  }
}

/** `17% of 35`, or `17%` if there is no room. */
function shareText({ count, ofRuns }: GroupRow, width: number): string {
  if (ofRuns === undefined) return '';
  const share = formatShare(count, ofRuns);
  const whole = `${share} of ${formatCount(ofRuns)}`;
  return whole.length <= width ? whole : share;
}

function timeText(at: number, width: number, { now, absoluteTimes }: CellContext): string {
  if (absoluteTimes) return formatTime(at);
  const age = formatAge(at, now);
  return width > shortAgeWidth ? age : age.replace(/ ago$/u, '').replace(/^in /u, '+');
}

function paint(
  { id }: GroupColumn,
  text: string,
  group: GroupRow,
  { groups, now }: CellContext,
  theme: Theme,
): string {
  switch (id) {
    case 'state':
      return paintState(groups, group, now, theme)(text);
    case 'message':
      return dimVarying(text, groupMessage(group), theme);
    case 'count':
    case 'trend':
      return theme.error(text);
    case 'first':
    case 'last':
      return theme.dim(text);
    default:
      return text;
  }
}

/** Dims the placeholders, such as `<id>`, in a message that may be cut. */
function dimVarying(shown: string, { placeholders }: GroupMessage, theme: Theme): string {
  return shown.replace(/<[a-z]+>/gu, part => (placeholders.has(part) ? theme.dim(part) : part));
}

const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const none = '·';
const outside = ' ';

type Times = readonly (readonly [at: number, count: number])[];

export type SparkScale = {
  readonly from: number;
  readonly cellMs: number;
  /** The number of cells before the window. */
  readonly before: number;
  /** The count of the highest bar. */
  readonly most: number;
};

type CellScale = Omit<SparkScale, 'most'>;

/** Cells are whole buckets. */
export function sparkScale(
  { from, to, bucketMs }: { readonly from: number; readonly to: number; readonly bucketMs: number },
  cells: number,
): CellScale {
  const buckets = Math.floor(to / bucketMs) - Math.floor(from / bucketMs) + 1;
  const cellMs = Math.max(1, Math.ceil(buckets / cells)) * bucketMs;
  const end = (Math.floor(to / bucketMs) + 1) * bucketMs;
  const first = end - cells * cellMs;
  return { from: first, cellMs, before: Math.max(0, Math.floor((from - first) / cellMs)) };
}

type Timed = { readonly times: Times; readonly count: number };

/** The bars of all groups share a height, so that they can be compared. */
export function withHeight(groups: readonly Timed[], scale: CellScale, cells: number): SparkScale {
  const known = heights(groups);
  const key = `${scale.from} ${scale.cellMs} ${cells}`;
  const most = known.get(key) ?? highestBar(groups, scale, cells);
  known.set(key, most);
  return { ...scale, most };
}

function highestBar(groups: readonly Timed[], scale: CellScale, cells: number): number {
  let most = 0;
  for (const { times, count } of groups) {
    // A bar is at most as high as the count of its group, so most groups are skipped.
    if (count > most) most = Math.max(most, ...countsIn(times, scale, cells));
  }
  return most;
}

/** By scale: counting for every frame would take too long if there are many groups. */
const heights = memo((_: readonly Timed[]) => new Map<string, number>());

export function sparkline(times: Times, scale: SparkScale, cells: number): string {
  const { before, most } = scale;
  return countsIn(times, scale, cells)
    .map((count, cell) => (cell < before ? outside : barOf(count, most)))
    .join('');
}

function countsIn(times: Times, { from, cellMs }: CellScale, cells: number): readonly number[] {
  const counts = new Array<number>(cells).fill(0);
  for (const [at, count] of times) {
    const cell = Math.floor((at - from) / cellMs);
    if (cell >= 0 && cell < cells) counts[cell] = (counts[cell] ?? 0) + count;
  }
  return counts;
}

function barOf(count: number, most: number): string {
  if (count === 0) return none;
  return bars[Math.ceil((count / most) * bars.length) - 1] ?? none;
}

/** `''` until the states are read. */
export function stateText(groups: GroupsState, group: GroupRow, now: number, width?: number): string {
  const state = groupState(groups, group, now);
  return state ? safeLine(stateWords(state, now, width)) : '';
}

const paints: Readonly<Record<FailureStateKind, (theme: Theme) => (text: string) => string>> = {
  new: theme => theme.accent,
  back: theme => theme.error,
  known: () => plain,
  seen: theme => theme.dim,
  quiet: theme => theme.dim,
  muted: theme => theme.dim,
};

function paintState(groups: GroupsState, group: GroupRow, now: number, theme: Theme) {
  const state = groupState(groups, group, now);
  if (state?.kind === 'seen' && state.unseen > 0) return theme.accent;
  return state ? paints[state.kind](theme) : plain;
}

function plain(text: string): string {
  return text;
}
