import { clusterWidth, simpleWidth } from './char-width.ts';
import { openStyles, sgrLength } from './text-styles.ts';

/** Columns in a terminal, of which style sequences take none. */
export function displayWidth(text: string): number {
  return isPrintableAscii(text, text.length)
    ? text.length
    : walkColumns(text, 0, Number.POSITIVE_INFINITY).columns;
}

/** Exactly `width` columns: padded, or shortened with an ellipsis. Reads no further than it shows. */
export function fitText(
  text: string,
  width: number,
  { align = 'start' }: { readonly align?: 'start' | 'end' } = {},
): string {
  if (width <= 0) return '';
  if (isPrintableAscii(text, width + 1)) {
    if (text.length <= width) return align === 'end' ? text.padStart(width) : text.padEnd(width);
    return `${text.slice(0, width - 1)}…`;
  }
  const spot = walkColumns(text, 0, width);
  const cut = spot.index < text.length ? shortenText(text, width) : { text, columns: spot.columns };
  const padding = ' '.repeat(width - cut.columns);
  return align === 'end' ? padding + cut.text : cut.text + padding;
}

/** At most `width` columns: unchanged, or shortened with an ellipsis. */
export function truncateText(text: string, width: number): string {
  if (width <= 0) return '';
  if (text.length <= width && isPrintableAscii(text, width)) return text;
  return walkColumns(text, 0, width).index < text.length ? shortenText(text, width).text : text;
}

/** At most `width` columns: unchanged, or with an ellipsis in the middle. */
export function truncateMiddle(text: string, width: number): string {
  const columns = displayWidth(text);
  if (columns <= width) return text;
  const tail = Math.max(0, Math.ceil((width - 1) / 2));
  return truncateText(text, width - tail) + sliceColumns(text, columns - tail, columns);
}

/** Columns `from` to `to`, exclusive. Halves of wide characters become spaces; open styles are reapplied. */
export function sliceColumns(text: string, from: number, to: number): string {
  if (to <= from) return '';
  if (isPrintableAscii(text, to + 1)) return text.slice(Math.max(0, from), to);
  const start = walkColumns(text, 0, Math.max(0, from));
  const skipped = skipCut(text, start, from);
  const wanted = to - Math.max(0, from) - skipped.columns;
  if (wanted < 0) return ' '.repeat(to - from);
  const end = walkColumns(text, skipped.index, wanted);
  const before = openStyles(text.slice(0, skipped.index));
  const isCut = end.index < text.length;
  const padding = isCut ? ' '.repeat(wanted - end.columns) : '';
  const off = isCut ? openStyles(text.slice(0, end.index)).off : '';
  return before.on + ' '.repeat(skipped.columns) + text.slice(skipped.index, end.index) + padding + off;
}

/** Skips styles and a wide character that `from` splits; `columns` are those after the split. */
function skipCut(text: string, start: Spot, from: number): Spot {
  const missing = from - start.columns;
  let end: Spot = { index: skipStyles(text, start.index), columns: 0 };
  if (missing <= 0) return end;
  for (let width = missing + 1; end.columns === 0 && end.index < text.length; width++) {
    end = walkColumns(text, start.index, width);
  }
  return { index: skipStyles(text, end.index), columns: Math.max(0, end.columns - missing) };
}

function skipStyles(text: string, start: number): number {
  let index = start;
  while (text.charCodeAt(index) === 0x1b) {
    const length = sgrLength(text, index);
    if (length === 0) break;
    index += length;
  }
  return index;
}

function shortenText(text: string, width: number): { text: string; columns: number } {
  const spot = walkColumns(text, 0, width - 1);
  const kept = text.slice(0, spot.index);
  return { text: `${kept}…${openStyles(kept).off}`, columns: spot.columns + 1 };
}

function isPrintableAscii(text: string, limit: number): boolean {
  const end = Math.min(text.length, limit);
  for (let at = 0; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}

/** `index` in UTF-16 units, and the columns before it. */
type Spot = { readonly index: number; readonly columns: number };

const esc = 0x1b;
const chunkLength = 64;
/** Marks of Latin, Greek and Cyrillic have no width, and join the character before. */
const firstMark = 0x300;
const lastMark = 0x36f;

let segmenter: Intl.Segmenter | undefined;

/** Walks at most `limit` columns from the start of a cluster, without splitting one. */
export function walkColumns(text: string, start: number, limit: number): Spot {
  let index = start;
  let columns = 0;
  let end = start;
  // The simple character before `index`, which the next character may join.
  let lastUnits = 0;
  let lastWidth = 0;
  while (index < text.length) {
    const code = text.charCodeAt(index);
    const style = code === esc ? sgrLength(text, index) : 0;
    if (style > 0) {
      index += style;
      lastUnits = lastWidth = 0;
      continue;
    }
    if (code >= firstMark && code <= lastMark && lastUnits > 0) {
      index += 1;
      lastUnits += 1;
      end = index;
      continue;
    }
    const units = code >= 0xd800 && code < 0xdc00 ? 2 : 1;
    const width = simpleWidth(units === 1 ? code : (text.codePointAt(index) ?? 0));
    if (width > 0) {
      if (columns + width > limit) return { index: end, columns };
      columns += width;
      index += units;
      lastUnits = units;
      lastWidth = width;
    } else {
      const from = index - lastUnits;
      columns -= lastWidth;
      const spot = walkClusters(text, from, limit - columns);
      columns += spot.columns;
      index = spot.index;
      if (spot.isFull) return { index: index === from ? Math.min(end, from) : index, columns };
      lastUnits = lastWidth = 0;
    }
    end = index;
  }
  return { index, columns };
}

type ClusterSpot = Spot & { readonly isFull: boolean };

/** Walks grapheme clusters up to the next simple character or style. */
function walkClusters(text: string, start: number, limit: number): ClusterSpot {
  segmenter ??= new Intl.Segmenter();
  let index = start;
  let columns = 0;
  let length = chunkLength;
  while (index < text.length) {
    const chunk = text.slice(index, index + length);
    const isLast = index + length >= text.length;
    let taken = 0;
    for (const { segment } of segmenter.segment(chunk)) {
      const at = index + taken;
      // A cluster at the end of a chunk may continue in the next one.
      if (!isLast && taken + segment.length === chunk.length) break;
      if (at > start && isWalkable(text, at, segment)) return { index: at, columns, isFull: false };
      const width = clusterWidth(segment);
      if (columns + width > limit) return { index: at, columns, isFull: true };
      columns += width;
      taken += segment.length;
    }
    length = taken === 0 ? length * 2 : chunkLength;
    index += taken;
  }
  return { index, columns, isFull: false };
}

function isWalkable(text: string, at: number, cluster: string): boolean {
  const code = text.codePointAt(at) ?? 0;
  if (code === esc) return sgrLength(text, at) > 0;
  if (simpleWidth(code) === 0 || cluster.length > (code > 0xffff ? 2 : 1)) return false;
  const next = text.codePointAt(at + cluster.length);
  return next === undefined || simpleWidth(next) > 0;
}
