import { increasingPairs, type Match } from './increasing-pairs.ts';
import { shortestEdit } from './shortest-edit.ts';

type Names = readonly string[];

/** Beyond so many differences, equal names are matched by their occurrence: Myers takes their square. */
const mostEdits = 1_000;

/** Matches equal names of two lists in order, as many as there can be; yields regularly. */
export function* matchNames(a: Names, b: Names): Generator<undefined, readonly Match[]> {
  const start = commonStart(a, b);
  const end = commonEnd(a, b, start);
  const matches: Match[] = [];
  for (let at = 0; at < start; at += 1) matches.push([at, at]);
  yield;
  const [restOfA, restOfB] = [sharedPlaces(a, b, start, end), sharedPlaces(b, a, start, end)];
  yield;
  const namesAt = (names: Names, places: readonly number[]) => places.map(place => names[place] ?? '');
  const found = yield* matchMiddle(namesAt(a, restOfA), namesAt(b, restOfB));
  for (const [one, other] of found) matches.push([restOfA[one] ?? 0, restOfB[other] ?? 0]);
  for (let left = end; left > 0; left -= 1) matches.push([a.length - left, b.length - left]);
  return matches;
}

function commonStart(a: Names, b: Names): number {
  let count = 0;
  while (count < Math.min(a.length, b.length) && a[count] === b[count]) count += 1;
  return count;
}

function commonEnd(a: Names, b: Names, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let count = 0;
  while (count < most && a[a.length - 1 - count] === b[b.length - 1 - count]) count += 1;
  return count;
}

/** The places between start and end of names that the other list has there, too. */
function sharedPlaces(names: Names, others: Names, start: number, end: number): readonly number[] {
  const known = new Set(others.slice(start, others.length - end));
  const places: number[] = [];
  for (let at = start; at < names.length - end; at += 1) if (known.has(names[at] ?? '')) places.push(at);
  return places;
}

function* matchMiddle(a: Names, b: Names): Generator<undefined, readonly Match[]> {
  if (a.length === 0 || b.length === 0) return [];
  const matches = yield* shortestEdit(a, b, mostEdits);
  if (matches) return matches;
  const pairs = byOccurrence(a, b);
  yield;
  return increasingPairs(pairs);
}

function byOccurrence(a: Names, b: Names): readonly Match[] {
  const places = Map.groupBy(b.keys(), at => b[at] ?? '');
  const next = new Map<string, number>();
  return a.flatMap((name, at): readonly Match[] => {
    const count = next.get(name) ?? 0;
    const place = places.get(name)?.[count];
    next.set(name, count + 1);
    return place === undefined ? [] : [[at, place]];
  });
}
