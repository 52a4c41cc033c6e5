import {
  displayWidth,
  sliceColumns,
  truncateMiddle,
  truncateText,
  walkColumns,
} from '../../model/text/width.ts';

/** Wraps sanitised text into lines of at most `width` columns, between words if possible. */
export function wrapText(text: string, width: number): readonly string[] {
  return wrapPlaces(text, width).map(({ start, end }) => text.slice(start, end));
}

/** The places of the lines in the text; only spaces are between them. */
export function wrapPlaces(
  text: string,
  width: number,
): readonly { readonly start: number; readonly end: number }[] {
  const columns = Math.max(1, width);
  if (text.length <= columns && displayWidth(text) <= columns) return [{ start: 0, end: text.length }];
  const places: { start: number; end: number }[] = [];
  let at = 0;
  while (at < text.length) {
    const cut = cutAfter(text, at, columns);
    places.push({ start: at, end: at + text.slice(at, cut).trimEnd().length });
    at = cut;
    while (at < text.length && text[at] === ' ') at += 1;
  }
  return places;
}

export function wrapAtMost(text: string, width: number, most: number): readonly string[] {
  const lines = wrapText(text, width);
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), truncateText(`${lines[most - 1]}…`, Math.max(1, width))];
}

/** The end of the line that starts at `start`; a character wider than the line is not drawn. */
function cutAfter(text: string, start: number, columns: number): number {
  const { index } = walkColumns(text, start, columns);
  if (index >= text.length) return text.length;
  if (index === start) return start + Math.max(1, walkColumns(text, start, columns + 1).index - start);
  if (text[index] === ' ') return index;
  const space = text.lastIndexOf(' ', index - 1);
  return space > start + (index - start) / 2 ? space + 1 : index;
}

/** Cuts ids in the middle or, where that makes them equal, at the beginning they share. */
export function cutIds(ids: readonly string[], width: number): (id: string) => string {
  const middle = (id: string) => truncateMiddle(id, width);
  if (areStillDifferent(ids, ids.map(middle))) return middle;
  const shared = sharedLength(ids);
  const tail = (id: string) => truncateText(`${id.slice(0, Math.min(4, shared))}…${id.slice(shared)}`, width);
  return areStillDifferent(ids, ids.map(tail)) ? tail : middle;
}

/** Each id of a list has columns of its own, which may be very few. */
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

/** In fewer columns, the end alone tells more than both ends. */
const leastForBothEnds = 12;

function cutToFew(id: string, columns: number): string {
  if (columns >= leastForBothEnds) return truncateMiddle(id, columns);
  return columns < 1 ? '' : truncateStart(id, columns);
}

export function truncateStart(text: string, width: number): string {
  const columns = displayWidth(text);
  return columns <= width ? text : `…${sliceColumns(text, columns - width + 1, columns)}`;
}

function areStillDifferent(ids: readonly string[], cut: readonly string[]): boolean {
  return new Set(cut).size === new Set(ids).size;
}

/** The length of the beginning that all ids share, without a part of a character. */
function sharedLength([first = '', ...others]: readonly string[]): number {
  let length = 0;
  for (const character of first) {
    const next = first.slice(0, length + character.length);
    if (!others.every(other => other.startsWith(next))) break;
    length = next.length;
  }
  return length;
}
