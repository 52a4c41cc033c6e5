import { createYielding } from '../../../async/yield-to-event-loop.ts';
import { type FailureText, failureId, signatureOf, valuesOf } from '../../../model/failure/failure-text.ts';
import { createPlaceCheck, textsInVote } from '../../../model/failure/vote.ts';

type Times = readonly (readonly [number, number])[];

/** The failed runs of one failure and workflow, as an index counts them. */
export type CountedFailure = {
  readonly failure: FailureText;
  readonly name: string;
  readonly count: number;
  /** The positions of the first and the last run in the order of creation. */
  readonly first: number;
  readonly last: number;
  readonly times: Times;
};

/** The ends are those of all failures that certainly belong to its group. */
export type FoldedFailure = Omit<CountedFailure, 'first' | 'last'> & {
  readonly first: FailureEnd;
  readonly last: FailureEnd;
};

/**
 * Adds up failures that no vote can tell apart: a signature may have thousands of texts, such as one a file.
 * Enough texts stay for every vote to end the same.
 */
export async function foldFailures(
  counted: readonly CountedFailure[],
  signal?: AbortSignal,
): Promise<readonly FoldedFailure[]> {
  const yielding = createYielding(signal);
  const bySignature = new Map<string, ReturnType<typeof createSignature>>();
  for (const one of counted) {
    const id = signatureOf(one.failure);
    const signature = bySignature.get(id) ?? createSignature();
    bySignature.set(id, signature);
    signature.add(one);
    if (yielding.isDue()) await yielding.yieldNow();
  }
  const folded: FoldedFailure[] = [];
  for (const { ones, holdsData } of bySignature.values()) {
    const fold = createFold(holdsData(), ones.length > textsInVote);
    for (const one of ones) {
      fold.add(one);
      if (yielding.isDue()) await yielding.yieldNow();
    }
    folded.push(...fold.folded());
  }
  return folded;
}

function createSignature() {
  const ones: CountedFailure[] = [];
  const { add, holdsData } = createPlaceCheck();
  return {
    ones,
    holdsData,
    add(one: CountedFailure): void {
      ones.push(one);
      add(one.failure);
    },
  };
}

type Sum = {
  readonly failure: FailureText;
  readonly name: string;
  count: number;
  readonly ends: SharedEnds;
  readonly times: Times[];
};

function createFold(holdsData: readonly boolean[], areMany: boolean) {
  const open = holdsData.flatMap((is, place) => (is ? [] : [place]));
  const closed = holdsData.flatMap((is, place) => (is ? [{ place, shown: new Set<string>() }] : []));
  const addsUp = areMany && closed.length > 0;
  const sums = new Map<string, Sum[]>();
  const ends = createSharedEnds();
  const all: Sum[] = [];
  let turn = 0;

  /** Whether the failure is needed to show that a place holds data. */
  function isShown(failure: FailureText): boolean {
    const values = valuesOf(failure);
    const lacking = closed.filter(
      ({ place, shown }) => shown.size < textsInVote && !shown.has(values[place] ?? ''),
    );
    for (const { place, shown } of lacking) shown.add(values[place] ?? '');
    return lacking.length > 0;
  }

  function add(one: CountedFailure): void {
    const group = failureId(one.failure, open);
    const shared = ends.add(group, one);
    if (!addsUp) return void all.push(toSum(one, shared));
    const key = `${group} ${one.name}`;
    const alike = sums.get(key) ?? [];
    const shows = isShown(one.failure);
    const into = shows ? undefined : alike[turn % alike.length];
    turn += 1;
    if (into) {
      into.count += one.count;
      into.times.push(one.times);
      return;
    }
    const sum = toSum(one, shared);
    all.push(sum);
    sums.set(key, [...alike, sum]);
  }

  return { add, folded: (): readonly FoldedFailure[] => all.map(toFolded) };
}

function toSum({ failure, name, count, times }: CountedFailure, ends: SharedEnds): Sum {
  return { failure, name, count, ends, times: [times] };
}

function toFolded({ failure, name, count, ends: { first, last }, times }: Sum): FoldedFailure {
  const [only = [], ...others] = times;
  return { failure, name, count, first, last, times: others.length === 0 ? only : addUp(times.flat()) };
}

export type FailureEnd = { readonly failure: FailureText; readonly name: string; readonly at: number };

/** The ends of failures that stay in one group however a vote ends; they grow while failures are added. */
type SharedEnds = { readonly first: FailureEnd; readonly last: FailureEnd };

function createSharedEnds() {
  const byGroup = new Map<string, { first: FailureEnd; last: FailureEnd }>();
  return {
    add(group: string, { failure, name, first, last }: CountedFailure): SharedEnds {
      const known = byGroup.get(group);
      const ends = known ?? { first: { failure, name, at: first }, last: { failure, name, at: last } };
      if (!known) byGroup.set(group, ends);
      if (first < ends.first.at) ends.first = { failure, name, at: first };
      if (last > ends.last.at) ends.last = { failure, name, at: last };
      return ends;
    },
  };
}

/** `list`: the distance of each run's bucket from the `last`, which takes fewer digits than its number. */
export function bucketTimes(list: string, last: number, bucketMs: number): Times {
  const buckets = list === '' ? [] : list.split(',');
  return addUp(buckets.map(before => [(last - Number(before)) * bucketMs, 1]));
}

export function sumOf(times: Times): number {
  return times.reduce((sum, [, n]) => sum + n, 0);
}

function addUp(times: Times): Times {
  const counts = new Map<number, number>();
  for (const [at, n] of times) counts.set(at, (counts.get(at) ?? 0) + n);
  return [...counts];
}
