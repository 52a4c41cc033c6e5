import type { RunComparison } from '../../../model/compare/run-comparison.ts';

/** Of the rows of two runs: where something is, what it was, what it is, and what successes have. */
export type CompareColumns = {
  readonly place: number;
  readonly was: number;
  readonly is: number;
  /** 0 where there is no room. */
  readonly usual: number;
};

export const columnGap = 2;
export const marginColumns = 2;

/** In how many successes it is as in the run beside it, or from what to what it is there. */
export const usualTitle = 'SUCCESSES';

/** Of windows from a width on: room for `5 of 5`, and for `boolean, 5 of 5`. */
const usualWidths = [
  { from: 96, usual: 15 },
  { from: 76, usual: usualTitle.length },
  { from: 0, usual: 0 },
];
const placeShare = 0.44;
const mostPlace = 64;

export function compareColumns(width: number): CompareColumns {
  const room = width - marginColumns - 1;
  const usual = usualWidths.find(({ from }) => width >= from)?.usual ?? 0;
  const rest = room - 2 * columnGap - (usual > 0 ? usual + columnGap : 0);
  const place = Math.min(mostPlace, Math.floor(rest * placeShare));
  const was = Math.floor((rest - place) / 2);
  return { place, was, is: rest - place - was, usual };
}

/** Whether the successes are as run `a` is: then they stand beside it. */
export function isUsualOfA({ differences, noise }: RunComparison): boolean {
  return (differences[0] ?? noise[0])?.usual.isOfA === true;
}

/** What was and what is, and what the successes have beside the one that these are like. */
export function inColumns<Cell>(
  { was, is, usual }: { readonly was: Cell; readonly is: Cell; readonly usual: Cell | undefined },
  isOfA: boolean,
): readonly Cell[] {
  if (usual === undefined) return [was, is];
  return isOfA ? [was, is, usual] : [was, usual, is];
}
