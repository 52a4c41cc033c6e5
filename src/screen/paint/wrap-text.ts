import { displayWidth, truncateText, walkColumns } from '../../model/text/width.ts';

/** Wraps a sanitised text into lines of at most `width` columns, between words if possible. */
export function wrapText(text: string, width: number): readonly string[] {
  return wrapPlaces(text, width).map(({ start, end }) => text.slice(start, end));
}

/** Where the lines of a text are in it; what is between them are spaces. */
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

/** The same in so many lines at most: where it is longer, the last one ends with `…`. */
export function wrapAtMost(text: string, width: number, most: number): readonly string[] {
  const lines = wrapText(text, width);
  if (lines.length <= most) return lines;
  const [last = '', ...others] = lines.slice(0, most).reverse();
  return [...others.reverse(), truncateText(`${last}…`, Math.max(1, width))];
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
