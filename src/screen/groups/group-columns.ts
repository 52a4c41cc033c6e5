import { fillColumns } from '../../model/text/fill-columns.ts';

export const groupColumnIds = [
  'state',
  'count',
  'open',
  'share',
  'first',
  'last',
  'trend',
  'place',
  'message',
] as const;

export type GroupColumnId = (typeof groupColumnIds)[number];

export type GroupColumn = { readonly id: GroupColumnId; readonly width: number };

type Room = {
  readonly width: number;
  /** The width of the largest count. */
  readonly countWidth: number;
  /** The width of times, where they are absolute. */
  readonly timeWidth?: number;
  /** The width of the whole title of the shares; none where no share is known. */
  readonly shareWidth?: number;
  /** The width of the largest number of open failures; none where they were not counted. */
  readonly openWidth?: number;
  /** The width of the longest state; none where nothing is to be said. */
  readonly stateWidth?: number;
};

/** The width of an age without its `ago`. */
export const shortAgeWidth = 4;

/** The width of the shortest title of the shares. */
const shortShareWidth = 7;

/** A day has parts of 25 hours of the clock. */
const dayCells = 25;

/** From this width on, every column has room beside a shorter message. */
const allFrom = 97;

/** The columns that fit. Many groups have one message: workflow and step come before the rest of it. */
export function placeGroupColumns({
  width,
  countWidth,
  timeWidth,
  shareWidth = 0,
  stateWidth = 0,
  openWidth = 0,
}: Room): readonly GroupColumn[] {
  const ids = groupColumnIds.filter(
    id =>
      (id !== 'share' || shareWidth > 0) &&
      (id !== 'state' || stateWidth > 0) &&
      (id !== 'open' || openWidth > 0),
  );
  const stateUpTo = (most: number): number => Math.min(most, Math.max(5, stateWidth));
  const isNarrow = width < allFrom;
  const [short, age] = [timeWidth ?? shortAgeWidth, timeWidth ?? 8];
  return fillColumns(
    ids,
    width,
    [
      ['message', 16],
      ['count', Math.max(4, countWidth)],
      ['last', short],
      ['state', stateUpTo(7)],
      ['place', 12],
      ['message', isNarrow ? 28 : 34],
      ['place', isNarrow ? 24 : 18],
      ['state', stateUpTo(isNarrow ? 12 : 7)],
      ['message', isNarrow ? 50 : 34],
      ['trend', 9],
      ['share', shortShareWidth],
      ['open', Math.max(4, openWidth)],
      ['message', 44],
      ['state', stateUpTo(12)],
      ['message', 50],
      ['trend', 10],
      ['state', stateUpTo(16)],
      ['last', age],
      ['first', age],
      ['place', 26],
      ['state', stateUpTo(28)],
      ['message', 64],
      ['trend', dayCells],
      ['place', 36],
      ['share', shareWidth],
      ['message', 400],
    ],
    id => (id === 'last' ? age : 0),
  );
}
