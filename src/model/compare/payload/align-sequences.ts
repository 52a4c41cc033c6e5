import { type Box, type Budget, createSequences, findMiddleSnake, type Sequences } from './middle-snake.ts';
import { withoutOneSided } from './one-sided.ts';

const elementsPerTurn = 32_768;
const boxesPerTurn = 16;

/** By index in `was`, the index in `is` of its equal, or -1: in order, as many as the budget allows. */
export function* alignSequences(
  was: Int32Array,
  is: Int32Array,
  budget: Budget,
): Generator<undefined, Int32Array> {
  const matches = new Int32Array(was.length).fill(-1);
  const whole = { wasStart: 0, wasEnd: was.length, isStart: 0, isEnd: is.length };
  const rest = yield* trim({ was, is }, whole, (at, isAt) => {
    matches[at] = isAt;
  });
  if (isEmpty(rest)) return matches;
  const kept = yield* withoutOneSided(was, is, rest);
  const sequences = createSequences(kept.was, kept.is);
  yield* alignRest(sequences, budget, (at, isAt) => {
    matches[kept.wasPlaces[at] ?? 0] = kept.isPlaces[isAt] ?? -1;
  });
  return matches;
}

type Match = (was: number, is: number) => void;

/** Splits boxes at their middle snakes, with a list of its own instead of recursion. */
function* alignRest(sequences: Sequences, budget: Budget, match: Match): Generator<undefined, void> {
  const { was, is } = sequences;
  const boxes: Box[] = [{ wasStart: 0, wasEnd: was.length, isStart: 0, isEnd: is.length }];
  for (let turns = 1; ; turns += 1) {
    const box = boxes.pop();
    if (!box) return;
    if (turns % boxesPerTurn === 0) yield;
    const rest = yield* trim(sequences, box, match);
    if (isEmpty(rest)) continue;
    const snake = yield* findMiddleSnake(sequences, rest, budget);
    // Beyond the budget, equal elements stay unmatched.
    if (!snake) continue;
    for (let at = 0; at < snake.wasEnd - snake.wasStart; at += 1)
      match(snake.wasStart + at, snake.isStart + at);
    boxes.push({ ...rest, wasEnd: snake.wasStart, isEnd: snake.isStart });
    boxes.push({ ...rest, wasStart: snake.wasEnd, isStart: snake.isEnd });
  }
}

/** What is left of a box without what is equal at both ends. */
function* trim(
  { was, is }: Pick<Sequences, 'was' | 'is'>,
  box: Box,
  match: Match,
): Generator<undefined, Box> {
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

function isEmpty({ wasStart, wasEnd, isStart, isEnd }: Box): boolean {
  return wasStart === wasEnd || isStart === isEnd;
}
