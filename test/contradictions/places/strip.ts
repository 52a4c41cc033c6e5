import { type Count, digits, toCount, toNumber } from './numbers.ts';
import type { Screen } from './screen.ts';

/** Which rows of how many are in sight; `of` is absent where none is. */
export type Range = {
  readonly from: number;
  readonly to: number;
  readonly of: Count;
  /** Whether the rows are counted from the last ones: nobody knows how many stand above. */
  readonly isOfLast: boolean;
};

const runsPlace = new RegExp(
  `(?:^|[ ·]) ?(${digits})–(${digits}) of (the last )?(${digits})(\\+?)(?:, counted to .*)?$`,
  'u',
);
const groupsPlace = new RegExp(
  `(?:(${digits})–(${digits}) of )?(${digits})(\\+?) groups? · (?:(${digits}) appeared · )?(.*)$`,
  'u',
);

/** `1–38 of 41`, at the end of the line of views. */
export function rangeOf({ strip = '', list }: Screen): Range | undefined {
  if (list?.of === 'groups') return groupsRange(strip);
  const [, from, to, last, all, plus] = runsPlace.exec(strip) ?? [];
  if (from === undefined || to === undefined || all === undefined) return noRuns(strip);
  return { from: toNumber(from), to: toNumber(to), of: toCount(all, plus), isOfLast: last !== undefined };
}

function noRuns(strip: string): Range | undefined {
  const [, plus] = / 0(\+?) runs$/u.exec(strip) ?? [];
  return plus === undefined ? undefined : { from: 1, to: 0, of: toCount('0', plus), isOfLast: false };
}

/** In a narrow window only the number of groups is told. */
function groupsRange(strip: string): Range | undefined {
  const [, from, to, all, plus] = groupsPlace.exec(strip) ?? [];
  if (all === undefined) return undefined;
  const of = toCount(all, plus);
  if (of.runs === 0) return { from: 1, to: 0, of, isOfLast: false };
  return from === undefined || to === undefined
    ? undefined
    : { from: toNumber(from), to: toNumber(to), of, isOfLast: false };
}

/** How many groups there are. */
export function groupCount({ strip = '' }: Screen): Count | undefined {
  const [, , , all, plus] = groupsPlace.exec(strip) ?? [];
  return all === undefined ? undefined : toCount(all, plus);
}

/** The runs that the groups are made of: `since 24h`, `all 89 runs`. */
export function groupsWindow({ strip = '' }: Screen): string {
  return groupsPlace.exec(strip)?.[6] ?? '';
}

export type BuiltInView = 'All' | 'Failed' | 'Running';

/** The count of a view that every store has. */
export function viewCountOf({ strip = '' }: Screen, view: BuiltInView): Count | undefined {
  const [, number, plus] =
    new RegExp(`^ .*?(?<=[ \\[])${view} (${digits})(\\+?)(?=[\\] ])`, 'u').exec(strip) ?? [];
  return number === undefined ? undefined : toCount(number, plus);
}

/** The view that is chosen, if it is one that every store has. */
export function chosenView({ strip = '' }: Screen): BuiltInView | undefined {
  const [, view] = /\[(All|Failed|Running)(?: [\d,]+\+?)?\]/u.exec(strip) ?? [];
  return view === 'All' || view === 'Failed' || view === 'Running' ? view : undefined;
}

/** Whether all runs of the chosen view are listed, of either kind, without a filter. */
export function isWholeView({ strip = '', filter }: Screen): boolean {
  return filter === undefined && !/(?:workflows|agents) · /u.test(strip);
}
