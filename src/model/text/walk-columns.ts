import { simpleWidth } from './char-width.ts';
import { clusterWidth } from './cluster-width.ts';
import { sgrLength } from './text-styles.ts';

/** A position in a text: the `index` in UTF-16 units, and the columns before it. */
export type Spot = { readonly index: number; readonly columns: number };

const esc = 0x1b;
const chunkLength = 64;
/** The first combining mark. Marks of Latin, Greek and Cyrillic have no width and join what precedes them. */
const firstMark = 0x300;
const lastMark = 0x36f;

let segmenter: Intl.Segmenter | undefined;

/** Walks at most `limit` columns, without splitting a cluster, from `start`, the start of a cluster. */
export function walkColumns(text: string, start: number, limit: number): Spot {
  let index = start;
  let columns = 0;
  let end = start;
  // The simple character before `index`: the next character may join it in one cluster.
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
      // A cluster at the end of a chunk may continue in the next chunk.
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
