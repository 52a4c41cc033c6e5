/** A part of two sequences, each from its start up to its end. */
export type Box = {
  readonly wasStart: number;
  readonly wasEnd: number;
  readonly isStart: number;
  readonly isEnd: number;
};

/** What may still be spent, in steps of a few nanoseconds. */
export type Budget = { steps: number };

export type Sequences = {
  readonly was: Int32Array;
  readonly is: Int32Array;
  /** By diagonal, how far the paths from the start and from the end have come; one array for all boxes. */
  readonly forward: Int32Array;
  readonly backward: Int32Array;
};

const stepsPerTurn = 16_384;
/** Of a path that has left the box. */
const nowhere = -(2 ** 30);

export function createSequences(was: Int32Array, is: Int32Array): Sequences {
  const diagonals = was.length + is.length + 5;
  return { was, is, forward: new Int32Array(diagonals), backward: new Int32Array(diagonals) };
}

/**
 * The equal elements (perhaps none) in the middle of a shortest edit script, searched from both ends at once:
 * E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), section 4b. `undefined` beyond the
 * budget. Neither the first nor the last elements of the box may be equal.
 */
export function* findMiddleSnake(
  sequences: Sequences,
  box: Box,
  budget: Budget,
): Generator<undefined, Box | undefined> {
  const n = box.wasEnd - box.wasStart;
  const m = box.isEnd - box.isStart;
  const most = Math.ceil((n + m) / 2);
  let turnEndsAt = budget.steps - stepsPerTurn;
  for (let d = 0; d <= most; d += 1) {
    const found = advance(sequences, box, d, budget);
    if (found || budget.steps < 0) return found;
    if (budget.steps >= turnEndsAt) continue;
    turnEndsAt = budget.steps - stepsPerTurn;
    yield;
  }
  return undefined;
}

/** Lets each path of `d` edits go on as far as elements are equal: from the start, then from the end. */
function advance(sequences: Sequences, box: Box, d: number, budget: Budget): Box | undefined {
  const { was, is, forward, backward } = sequences;
  const { wasStart, wasEnd, isStart, isEnd } = box;
  const n = wasEnd - wasStart;
  const m = isEnd - isStart;
  const delta = n - m;
  const isOdd = delta % 2 !== 0;
  const origin = Math.ceil((n + m) / 2) + 1;
  // No path has more deletions or insertions than there are elements.
  const low = Math.max(-d, d - 2 * m);
  const high = Math.min(d, 2 * n - d);
  begin(forward, origin, d);
  begin(backward, origin, d);
  budget.steps -= 2 + high - low;
  for (let k = low; k <= high; k += 2) {
    const from = furthest(forward, origin + k);
    let x = from;
    while (x >= 0 && x < n && x - k < m && was[wasStart + x] === is[isStart + x - k]) x += 1;
    budget.steps -= x - from;
    const isInside = x >= 0 && x <= n && x - k <= m;
    forward[origin + k] = isInside ? x : nowhere;
    const other = delta - k;
    if (isInside && isOdd && Math.abs(other) < d && x + (backward[origin + other] ?? nowhere) >= n)
      return boxAt(box, from, from - k, x - from);
  }
  for (let k = low; k <= high; k += 2) {
    const from = furthest(backward, origin + k);
    let x = from;
    while (x >= 0 && x < n && x - k < m && was[wasEnd - 1 - x] === is[isEnd - 1 - x + k]) x += 1;
    budget.steps -= x - from;
    const isInside = x >= 0 && x <= n && x - k <= m;
    backward[origin + k] = isInside ? x : nowhere;
    const other = delta - k;
    if (isInside && !isOdd && Math.abs(other) <= d && x + (forward[origin + other] ?? nowhere) >= n)
      return boxAt(box, n - x, m - (x - k), x - from);
  }
  return undefined;
}

function begin(paths: Int32Array, origin: number, d: number): void {
  paths[origin - d - 1] = nowhere;
  paths[origin + d + 1] = d === 0 ? 0 : nowhere;
}

/** After one more edit: an insertion stays at its place in `was`, a deletion goes on by one. */
function furthest(paths: Int32Array, diagonal: number): number {
  return Math.max(paths[diagonal + 1] ?? nowhere, (paths[diagonal - 1] ?? nowhere) + 1);
}

function boxAt({ wasStart, isStart }: Box, x: number, y: number, length: number): Box {
  return {
    wasStart: wasStart + x,
    wasEnd: wasStart + x + length,
    isStart: isStart + y,
    isEnd: isStart + y + length,
  };
}
