import type { Pieces } from '../../pieces.ts';

const elementsPerTurn = 32_768;
const boxesPerTurn = 16;

/** For each element of `was` the index of its match in `is`, or -1; in order, as the budget allows. */
export function* alignSequences(was: Int32Array, is: Int32Array, budget: Budget): Pieces<Int32Array> {
  const matches = new Int32Array(was.length).fill(-1);
  const whole = { wasStart: 0, wasEnd: was.length, isStart: 0, isEnd: is.length };
  const rest = yield* trim({ was, is }, whole, (at, isAt) => {
    matches[at] = isAt;
  });
  if (isEmptyBox(rest)) return matches;
  const kept = yield* withoutOneSided(was, is, rest);
  const sequences = createSequences(kept.was, kept.is);
  yield* alignRest(sequences, budget, (at, isAt) => {
    matches[kept.wasPlaces[at] ?? 0] = kept.isPlaces[isAt] ?? -1;
  });
  return matches;
}

type Match = (was: number, is: number) => void;

/** Splits boxes at their middle snakes, iteratively. */
function* alignRest(sequences: Sequences, budget: Budget, match: Match): Pieces<void> {
  const { was, is } = sequences;
  const boxes: Box[] = [{ wasStart: 0, wasEnd: was.length, isStart: 0, isEnd: is.length }];
  for (let turns = 1; ; turns += 1) {
    const box = boxes.pop();
    if (!box) return;
    if (turns % boxesPerTurn === 0) yield;
    const rest = yield* trim(sequences, box, match);
    if (isEmptyBox(rest)) continue;
    const snake = yield* findMiddleSnake(sequences, rest, budget);
    // After the budget is spent, equal elements stay unmatched.
    if (!snake) continue;
    for (let at = 0; at < snake.wasEnd - snake.wasStart; at += 1)
      match(snake.wasStart + at, snake.isStart + at);
    boxes.push({ ...rest, wasEnd: snake.wasStart, isEnd: snake.isStart });
    boxes.push({ ...rest, wasStart: snake.wasEnd, isStart: snake.isEnd });
  }
}

/** Matches the equal elements at both ends, and returns the rest. */
function* trim({ was, is }: Pick<Sequences, 'was' | 'is'>, box: Box, match: Match): Pieces<Box> {
  let { wasStart, wasEnd, isStart, isEnd } = box;
  let compared = 0;
  while (wasStart < wasEnd && isStart < isEnd && was[wasStart] === is[isStart]) {
    match(wasStart++, isStart++);
    if (++compared % elementsPerTurn === 0) yield;
  }
  while (wasStart < wasEnd && isStart < isEnd && was[wasEnd - 1] === is[isEnd - 1]) {
    match(--wasEnd, --isEnd);
    if (++compared % elementsPerTurn === 0) yield;
  }
  return { wasStart, wasEnd, isStart, isEnd };
}

function isEmptyBox({ wasStart, wasEnd, isStart, isEnd }: Box): boolean {
  return wasStart === wasEnd || isStart === isEnd;
}

/** Ranges of two sequences; ends are exclusive. */
type Box = {
  readonly wasStart: number;
  readonly wasEnd: number;
  readonly isStart: number;
  readonly isEnd: number;
};

/** The work that may still be done, in steps of a few nanoseconds. */
export type Budget = { steps: number };

type Sequences = {
  readonly was: Int32Array;
  readonly is: Int32Array;
  /** The furthest position on each diagonal from the start and from the end, shared by all boxes. */
  readonly forward: Int32Array;
  readonly backward: Int32Array;
};

const stepsPerTurn = 16_384;
/** The position of a path that has left the box. */
const nowhere = -(2 ** 30);

function createSequences(was: Int32Array, is: Int32Array): Sequences {
  const diagonals = was.length + is.length + 5;
  return { was, is, forward: new Int32Array(diagonals), backward: new Int32Array(diagonals) };
}

/**
 * The run of equal elements, perhaps empty, in the middle of a shortest edit script: E. W. Myers, "An O(ND)
 * Difference Algorithm and Its Variations" (1986), section 4b. `undefined` when the budget is spent. The box
 * must be trimmed.
 */
function* findMiddleSnake(sequences: Sequences, box: Box, budget: Budget): Pieces<Box | undefined> {
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

/** Extends each path of `d` edits over equal elements, from the start, then from the end. */
function advance(sequences: Sequences, box: Box, d: number, budget: Budget): Box | undefined {
  const { was, is, forward, backward } = sequences;
  const { wasStart, wasEnd, isStart, isEnd } = box;
  const n = wasEnd - wasStart;
  const m = isEnd - isStart;
  const delta = n - m;
  const isOdd = delta % 2 !== 0;
  const origin = Math.ceil((n + m) / 2) + 1;
  // Deletions and insertions are at most as many as the elements.
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

/** One more edit: an insertion keeps the index in `was`, a deletion adds one. */
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

type KeptElements = {
  readonly was: Int32Array;
  readonly is: Int32Array;
  /** The original indexes of the elements. */
  readonly wasPlaces: Int32Array;
  readonly isPlaces: Int32Array;
};

const hashesPerTurn = 16_384;

/** Keeps elements that both sides have; others match nothing, but would use up the budget. */
function* withoutOneSided(was: Int32Array, is: Int32Array, box: Box): Pieces<KeptElements> {
  const left = was.subarray(box.wasStart, box.wasEnd);
  const right = is.subarray(box.isStart, box.isEnd);
  const wasPlaces = yield* placesIn(left, right, box.wasStart);
  const isPlaces = yield* placesIn(right, left, box.isStart);
  return { was: wasPlaces.map(at => was[at] ?? 0), is: isPlaces.map(at => is[at] ?? 0), wasPlaces, isPlaces };
}

function* placesIn(from: Int32Array, other: Int32Array, start: number): Pieces<Int32Array> {
  const known = new Set<number>();
  for (let at = 0; at < other.length; at += 1) {
    known.add(other[at] ?? 0);
    if ((at + 1) % hashesPerTurn === 0) yield;
  }
  const places = new Int32Array(from.length);
  let kept = 0;
  for (let at = 0; at < from.length; at += 1) {
    if (known.has(from[at] ?? 0)) places[kept++] = start + at;
    if ((at + 1) % hashesPerTurn === 0) yield;
  }
  return places.subarray(0, kept);
}
