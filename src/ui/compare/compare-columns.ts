/** Of the rows of two runs: where something is, what it was, what it is, and how usual that is. */
export type CompareColumns = {
  readonly place: number;
  readonly was: number;
  readonly is: number;
  /** 0 where there is no room. */
  readonly usual: number;
};

export const columnGap = 2;
export const marginColumns = 2;

const usualWidth = 'USUALLY'.length;
const widthWithUsual = 76;
const placeShare = 0.44;
const mostPlace = 64;

export function compareColumns(width: number): CompareColumns {
  const room = width - marginColumns - 1;
  const usual = width >= widthWithUsual ? usualWidth : 0;
  const rest = room - 2 * columnGap - (usual > 0 ? usual + columnGap : 0);
  const place = Math.min(mostPlace, Math.floor(rest * placeShare));
  const was = Math.floor((rest - place) / 2);
  return { place, was, is: rest - place - was, usual };
}
