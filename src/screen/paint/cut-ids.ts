import { displayWidth, sliceColumns, truncateMiddle, truncateText } from '../../model/text/width.ts';

/** Cuts ids to `width` columns: in the middle or, where that makes them equal, the beginning they share. */
export function cutIds(ids: readonly string[], width: number): (id: string) => string {
  const middle = (id: string) => truncateMiddle(id, width);
  if (areStillDifferent(ids, ids.map(middle))) return middle;
  const shared = sharedLength(ids);
  const tail = (id: string) => truncateText(`${id.slice(0, Math.min(4, shared))}…${id.slice(shared)}`, width);
  return areStillDifferent(ids, ids.map(tail)) ? tail : middle;
}

/** The same where each id of a list has columns of its own, of which there may be very few. */
export function cutListedIds(
  ids: readonly string[],
  columnsAt: (index: number) => number,
): readonly string[] {
  const cut = ids.map((id, index) => cutToFew(id, columnsAt(index)));
  if (areStillDifferent(ids, cut)) return cut;
  const shared = sharedLength(ids);
  return ids.map((id, index) => {
    const columns = columnsAt(index);
    return displayWidth(id) <= columns ? id : `…${truncateMiddle(id.slice(shared), columns - 1)}`;
  });
}

/** In less, the end alone tells more than both ends would. */
const leastForBothEnds = 12;

function cutToFew(id: string, columns: number): string {
  const width = displayWidth(id);
  if (width <= columns || columns >= leastForBothEnds) return truncateMiddle(id, columns);
  return columns < 1 ? '' : `…${sliceColumns(id, width - columns + 1, width)}`;
}

function areStillDifferent(ids: readonly string[], cut: readonly string[]): boolean {
  return new Set(cut).size === new Set(ids).size;
}

/** The length of the beginning that all ids share, not inside of a character. */
function sharedLength([first = '', ...others]: readonly string[]): number {
  let length = 0;
  for (const character of first) {
    const next = first.slice(0, length + character.length);
    if (!others.every(other => other.startsWith(next))) break;
    length = next.length;
  }
  return length;
}
