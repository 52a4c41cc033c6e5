import { createYielding } from '../../../async/yield-to-event-loop.ts';
import { type FailureText, failureId, signatureOf, valuesOf } from '../../../model/failure/failure-text.ts';
import { createPlaceCheck, textsInVote } from '../../../model/failure/vote.ts';

/** The failed runs of one failure and workflow, as an index counts them. */
export type CountedFailure = {
  readonly failure: FailureText;
  /** The name of the workflow or agent. */
  readonly name: string;
  readonly count: number;
  /** Where the first and the last run are in the order of creation. */
  readonly first: number;
  readonly last: number;
  readonly times: readonly (readonly [number, number])[];
};

/** The first or last run of some. */
export type FailureEnd = { readonly failure: FailureText; readonly name: string; readonly at: number };

export type FoldedFailure = Omit<CountedFailure, 'first' | 'last'> & {
  readonly first: FailureEnd;
  readonly last: FailureEnd;
};

/**
 * Adds up failures that no vote can tell apart, where a signature has thousands of texts, such as one for
 * each file. Enough of them stay for every vote to end the same.
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
    const fold = createFold(ones.length > textsInVote ? holdsData() : []);
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
  failure: FailureText;
  name: string;
  count: number;
  first: FailureEnd;
  last: FailureEnd;
  readonly times: Map<number, number>;
};

function createFold(holdsData: readonly boolean[]) {
  const open = holdsData.flatMap((is, place) => (is ? [] : [place]));
  const closed = holdsData.flatMap((is, place) => (is ? [{ place, shown: new Set<string>() }] : []));
  const sums = new Map<string, Sum[]>();
  const all: Sum[] = [];
  let turn = 0;

  /** Whether it is one of the values that show that a place holds data. */
  function isShown(failure: FailureText): boolean {
    const values = valuesOf(failure);
    const lacking = closed.filter(
      ({ place, shown }) => shown.size < textsInVote && !shown.has(values[place] ?? ''),
    );
    for (const { place, shown } of lacking) shown.add(values[place] ?? '');
    return lacking.length > 0;
  }

  function add(one: CountedFailure): void {
    const shows = isShown(one.failure);
    const key = `${failureId(one.failure, open)} ${one.name}`;
    const alike = closed.length > 0 ? (sums.get(key) ?? []) : [];
    const into = shows ? undefined : alike[turn % alike.length];
    turn += 1;
    if (into) merge(into, one);
    else keep(one, key, alike);
  }

  function keep(one: CountedFailure, key: string, alike: readonly Sum[]): void {
    const sum = toSum(one);
    all.push(sum);
    if (closed.length > 0) sums.set(key, [...alike, sum]);
  }

  return {
    add,
    folded: (): readonly FoldedFailure[] => all.map(sum => ({ ...sum, times: [...sum.times] })),
  };
}

function toSum({ failure, name, count, first, last, times }: CountedFailure): Sum {
  const end = (at: number) => ({ failure, name, at });
  return { failure, name, count, first: end(first), last: end(last), times: new Map(times) };
}

function merge(sum: Sum, { failure, name, count, first, last, times }: CountedFailure): void {
  sum.count += count;
  if (first < sum.first.at) sum.first = { failure, name, at: first };
  if (last > sum.last.at) sum.last = { failure, name, at: last };
  for (const [at, n] of times) sum.times.set(at, (sum.times.get(at) ?? 0) + n);
}
