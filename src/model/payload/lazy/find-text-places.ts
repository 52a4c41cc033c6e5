import { longestLine, nextLineStart } from '../../text/cut-text.ts';
import { backslash, decodeText } from './json-bytes.ts';
import type { LazyLimits, TextPlaces } from './places.ts';

type Options = { readonly isEscaped: boolean; readonly limits: LazyLimits };

export function findTextPlaces(
  bytes: Uint8Array,
  start: number,
  end: number,
  { isEscaped, limits }: Options,
): TextPlaces {
  const cuts = [start];
  const units = [0];
  const lines = createLineMarks();
  for (let at = start, length = 0; at < end; ) {
    const cut = cutBefore(bytes, at, at + limits.partBytes, end, isEscaped);
    const part = decodeText(bytes, at, cut, isEscaped);
    lines.add(part, cut === end);
    length += part.length;
    cuts.push(cut);
    units.push(length);
    at = cut;
  }
  return {
    isEscaped,
    length: units.at(-1) ?? 0,
    bytes: Uint32Array.from(cuts),
    units: Uint32Array.from(units),
    lines: lines.end(),
  };
}

/** Where a text can be cut between characters and escapes. */
function cutBefore(bytes: Uint8Array, from: number, to: number, end: number, isEscaped: boolean): number {
  if (to >= end) return end;
  if (isEscaped) {
    for (let at = to - 1; at >= Math.max(from, to - 5); at -= 1) {
      if (bytes[at] !== backslash || !isEscape(bytes, from, at)) continue;
      const after = at + (bytes[at + 1] === 0x75 ? 6 : 2);
      if (to < after) return at > from ? at : after;
      break;
    }
  }
  for (let back = 0; back <= 3; back += 1) {
    const byte = bytes[to - back] ?? 0;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return to - back > from ? to - back : to;
  }
  return to;
}

/** Whether a backslash begins an escape: after an even number of others. */
function isEscape(bytes: Uint8Array, from: number, at: number): boolean {
  let first = at;
  while (first > from && bytes[first - 1] === backslash) first -= 1;
  return (at - first) % 2 === 0;
}

const linesPerMark = 128;

/** Finds every 128th line of a text that comes in parts. */
function createLineMarks() {
  const marks: number[] = [];
  let count = 0;
  let text = '';
  let base = 0;
  return {
    add(part: string, isLast: boolean) {
      text += part;
      let at = 0;
      let feed = text.indexOf('\n');
      while (isLast ? at < text.length : at + longestLine < text.length) {
        if (count % linesPerMark === 0) marks.push(base + at);
        count += 1;
        at = nextLineStart(text, at, feed);
        if (feed >= 0 && feed < at) feed = text.indexOf('\n', at);
      }
      text = text.slice(at);
      base += at;
    },
    end: () => ({ count: Math.max(1, count), marks: Uint32Array.from(count === 0 ? [0] : marks) }),
  };
}
