/** Rows `top` to `bottom` of the screen, moved up by `by` rows, or down when it is negative. */
export type Shift = { readonly top: number; readonly bottom: number; readonly by: number };

type Run = { readonly first: number; readonly last: number; readonly gain: number };

/** A shift that spares fewer rows is not worth its own sequences. */
const smallestGain = 4;

/** The longest run of rows that the screen shows already, `by` rows further down. */
function longestRun(before: readonly string[], after: readonly string[], by: number): Run {
  let best: Run = { first: 0, last: -1, gain: 0 };
  const start = Math.max(0, -by);
  let first = start;
  let gain = 0;
  for (let row = start; row < before.length && row + by < before.length; row++) {
    if (after[row] !== before[row + by]) {
      first = row + 1;
      gain = 0;
      continue;
    }
    if (after[row] !== before[row]) gain++;
    if (gain > best.gain) best = { first, last: row, gain };
  }
  return best;
}

/** How the terminal itself can move rows that only moved, which spares writing them again. */
export function findShift(before: readonly string[], after: readonly string[]): Shift | undefined {
  const changed = before.reduce((count, line, row) => (line === (after[row] ?? '') ? count : count + 1), 0);
  if (changed < smallestGain) return undefined;
  let best: Run = { first: 0, last: -1, gain: smallestGain - 1 };
  let by = 0;
  for (let distance = 1; distance <= before.length >> 1; distance++) {
    for (const candidate of [distance, -distance]) {
      const run = longestRun(before, after, candidate);
      if (run.gain > best.gain) [best, by] = [run, candidate];
    }
  }
  if (by === 0) return undefined;
  return by > 0
    ? { top: best.first, bottom: best.last + by, by }
    : { top: best.first + by, bottom: best.last, by };
}

/** Moves the rows of a list as the terminal moves those of the screen; what comes in is `blank`. */
export function applyShift<Row>(rows: Row[], { top, bottom, by }: Shift, blank: Row): void {
  const kept = rows.slice(top, bottom + 1);
  const blanks = Array.from({ length: Math.abs(by) }, () => blank);
  const moved = by > 0 ? [...kept.slice(by), ...blanks] : [...blanks, ...kept.slice(0, by)];
  rows.splice(top, kept.length, ...moved);
}

/** Sets the scroll region to the rows, scrolls, and resets it; the cursor is at home afterwards. */
export function shiftSequence({ top, bottom, by }: Shift): string {
  const scroll = by > 0 ? `\u001B[${by}S` : `\u001B[${-by}T`;
  return `\u001B[${top + 1};${bottom + 1}r${scroll}\u001B[r`;
}
