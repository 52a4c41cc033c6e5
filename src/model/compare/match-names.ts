import { finish } from '../pieces.ts';
import { alignSequences } from './payload/align-sequences.ts';

type Names = readonly string[];

/** Positions of equal names in two lists. */
type Match = readonly [a: number, b: number];

/** Bounds the work for lists without a common order to a few ms. */
const budgetSteps = 1_000_000;

/** Matches equal names of two lists in order, as many as there can be. */
export function matchNames(a: Names, b: Names): readonly Match[] {
  const start = equalAtStart(a, b);
  const end = equalAtEnd(a, b, start);
  const matches: Match[] = [];
  for (let at = 0; at < start; at += 1) matches.push([at, at]);
  const ids = new Map<string, number>();
  const [middleOfA, middleOfB] = [a, b].map(names => toIds(names.slice(start, names.length - end), ids));
  if (middleOfA && middleOfB)
    for (const [at, other] of matchIds(middleOfA, middleOfB)) matches.push([start + at, start + other]);
  for (let left = end; left > 0; left -= 1) matches.push([a.length - left, b.length - left]);
  return matches;
}

function equalAtStart(a: Names, b: Names): number {
  let count = 0;
  while (count < Math.min(a.length, b.length) && a[count] === b[count]) count += 1;
  return count;
}

function equalAtEnd(a: Names, b: Names, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let count = 0;
  while (count < most && a[a.length - 1 - count] === b[b.length - 1 - count]) count += 1;
  return count;
}

function toIds(names: Names, ids: Map<string, number>): Int32Array {
  const own = new Int32Array(names.length);
  for (const [at, name] of names.entries()) {
    const id = ids.get(name) ?? ids.size;
    if (id === ids.size) ids.set(name, id);
    own[at] = id;
  }
  return own;
}

/** Beyond the budget, names between those that were matched are matched by their occurrence. */
function matchIds(a: Int32Array, b: Int32Array): readonly Match[] {
  if (a.length === 0 || b.length === 0) return [];
  const budget = { steps: budgetSteps };
  const partners = finish(alignSequences(a, b, budget));
  const matches: Match[] = [];
  let [next, nextOfB] = [0, 0];
  for (let at = 0; at <= a.length; at += 1) {
    const partner = at < a.length ? (partners[at] ?? -1) : b.length;
    if (partner < 0) continue;
    if (budget.steps < 0) {
      const between = matchByOccurrence(a.subarray(next, at), b.subarray(nextOfB, partner));
      for (const [one, other] of between) matches.push([next + one, nextOfB + other]);
    }
    if (at < a.length) matches.push([at, partner]);
    [next, nextOfB] = [at + 1, partner + 1];
  }
  return matches;
}

/** Matches each name with the same occurrence of it in the other list, where these matches do not cross. */
function matchByOccurrence(a: Int32Array, b: Int32Array): readonly Match[] {
  const places = Map.groupBy(b.keys(), at => b[at] ?? -1);
  const next = new Map<number, number>();
  const matches: Match[] = [];
  for (const [at, id] of a.entries()) {
    const count = next.get(id) ?? 0;
    next.set(id, count + 1);
    const place = places.get(id)?.[count];
    if (place !== undefined) matches.push([at, place]);
  }
  return longestIncreasing(matches);
}

/** The most of some matches, in order of `a`, that also increase in `b`. */
function longestIncreasing(matches: readonly Match[]): readonly Match[] {
  const tails: number[] = [];
  const before = new Int32Array(matches.length).fill(-1);
  for (const [index, [, b]] of matches.entries()) {
    const place = firstNotBelow(tails, at => matches[at]?.[1] ?? 0, b);
    before[index] = tails[place - 1] ?? -1;
    tails[place] = index;
  }
  const chain: Match[] = [];
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) {
    const match = matches[at];
    if (match) chain.push(match);
  }
  return chain.reverse();
}

function firstNotBelow(tails: readonly number[], placeOf: (index: number) => number, value: number): number {
  let [low, high] = [0, tails.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (placeOf(tails[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
