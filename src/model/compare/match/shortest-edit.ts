import type { Match } from './increasing-pairs.ts';

type Names = readonly string[];

const editsAtOnce = 8;
const longSnake = 2_000;

/**
 * The matches of the shortest edit of one list to another, by Myers ("An O(ND) Difference Algorithm and Its
 * Variations", 1986); `undefined` where it takes more edits than allowed. Yields regularly.
 */
export function* shortestEdit(
  a: Names,
  b: Names,
  mostEdits: number,
): Generator<undefined, readonly Match[] | undefined> {
  const most = Math.min(a.length + b.length, mostEdits);
  /** By diagonal, how far into `a` so many edits reach; one list for each number of edits. */
  const reached: Int32Array[] = [];
  for (let edits = 0; edits <= most; edits += 1) {
    const furthest = new Int32Array(2 * edits + 1);
    const before = reached[edits - 1];
    reached.push(furthest);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = before ? startOn(before, edits, diagonal) : 0;
      let steps = 0;
      for (; x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]; x += 1) steps += 1;
      furthest[diagonal + edits] = x;
      if (x >= a.length && diagonal === a.length - b.length) return traceBack(reached, a.length, b.length);
      if (steps > longSnake) yield;
    }
    if (edits % editsAtOnce === 0) yield;
  }
  return undefined;
}

/** Down from the diagonal above, or right from the one below: the one that reaches further. */
function startOn(before: Int32Array, edits: number, diagonal: number): number {
  const place = diagonal + edits - 1;
  const isDown = diagonal === -edits || (diagonal !== edits && at(before, place - 1) < at(before, place + 1));
  return isDown ? at(before, place + 1) : at(before, place - 1) + 1;
}

function at(list: Int32Array, place: number): number {
  return list[place] ?? 0;
}

function traceBack(reached: readonly Int32Array[], endOfA: number, endOfB: number): readonly Match[] {
  const matches: Match[] = [];
  let x = endOfA;
  let diagonal = endOfA - endOfB;
  for (let edits = reached.length - 1; edits >= 0; edits -= 1) {
    const before = edits === 0 ? undefined : reached[edits - 1];
    const start = before ? startOn(before, edits, diagonal) : 0;
    for (; x > start; x -= 1) matches.push([x - 1, x - 1 - diagonal]);
    if (!before) break;
    const place = diagonal + edits - 1;
    const isDown =
      diagonal === -edits || (diagonal !== edits && at(before, place - 1) < at(before, place + 1));
    diagonal += isDown ? 1 : -1;
    x = isDown ? start : start - 1;
  }
  return matches.reverse();
}
