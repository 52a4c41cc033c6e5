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

/** Positions of equal items in two lists. */
type Match = readonly [a: number, b: number];

/** The most of some matches, in order of `a`, of which no two cross: the longest that increases in `b`. */
function increasingPairs(matches: readonly Match[]): readonly Match[] {
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

const editsAtOnce = 8;
const longSnake = 2_000;

/**
 * The matches of the shortest edit of one list to another, by Myers ("An O(ND) Difference Algorithm and Its
 * Variations", 1986); `undefined` where it takes more edits than allowed. Yields regularly.
 */
function* shortestEdit(
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
