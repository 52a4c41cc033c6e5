import { displayWidth, sliceColumns, truncateMiddle } from '../../model/text/width.ts';

/** Ids that are listed below each other, each cut to its columns so that those that differ still do. */
export function cutIds(ids: readonly string[], columnsAt: (index: number) => number): readonly string[] {
  const cut = ids.map((id, index) => cutId(id, columnsAt(index)));
  if (new Set(cut).size === new Set(ids).size) return cut;
  const same = sharedStart(ids);
  return ids.map((id, index) => {
    const columns = columnsAt(index);
    return displayWidth(id) <= columns ? id : `…${truncateMiddle(id.slice(same), columns - 1)}`;
  });
}

/** In less, the end alone tells more than both ends would. */
const leastForBothEnds = 12;

function cutId(id: string, columns: number): string {
  const width = displayWidth(id);
  if (width <= columns || columns >= leastForBothEnds) return truncateMiddle(id, columns);
  return columns < 1 ? '' : `…${sliceColumns(id, width - columns + 1, width)}`;
}

/** The length of the text with which all of them begin. */
function sharedStart([first = '', ...others]: readonly string[]): number {
  let length = 0;
  while (length < first.length && others.every(id => id[length] === first[length])) length += 1;
  return length;
}
