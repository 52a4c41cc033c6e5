import { displayWidth, sliceColumns, truncateMiddle, truncateText } from '../../model/text/width.ts';

/** The names of the targets in a list, each cut to `width` columns in the first way that leaves all of them different. */
export function shortNames(names: readonly string[], width: number): (name: string) => string {
  const cuts = [truncateMiddle, truncateStart, truncateText];
  const tells = cuts.find(cut => new Set(names.map(name => cut(name, width))).size === new Set(names).size);
  return name => (tells ?? truncateMiddle)(name, width);
}

/** At most `width` columns: unchanged, or its end behind an ellipsis. */
function truncateStart(text: string, width: number): string {
  const columns = displayWidth(text);
  return columns <= width ? text : `…${sliceColumns(text, columns - width + 1, columns)}`;
}
