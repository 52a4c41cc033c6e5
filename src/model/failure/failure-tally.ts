import type { ErrorSummary, RunSummary } from '../run.ts';
import type { FailureText } from './failure-text.ts';
import { knownFailure } from './summarize-failure.ts';

/** A run of a group, by its address. Times are epoch ms. */
export type FailedRunAt = { readonly id: string; readonly target?: string; readonly at: number };

/** Failed runs of one workflow with one failure; tallies of the same are added up. */
export type FailureTally = {
  readonly failure: FailureText;
  readonly name: string;
  readonly count: number;
  readonly first: FailedRunAt;
  readonly last: FailedRunAt;
  /** The start of each bucket of time with failures, and how many runs were created in it. */
  readonly times: readonly (readonly [number, number])[];
  /** The error of the last run. */
  readonly example: ErrorSummary;
};

/** The lengths of the buckets in which failures are counted, in ms. */
export const bucketLengths = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

export function toTally(run: RunSummary, bucketMs: number = bucketLengths.minute): FailureTally | undefined {
  const { id, target, name, createdAt: at } = run;
  const example = knownFailure(run);
  if (!example) return undefined;
  const place = { id, target, at };
  const times = [[Math.floor(at / bucketMs) * bucketMs, 1]] as const;
  return { failure: example.failure, name, count: 1, first: place, last: place, times, example };
}

export function createRunTallies(bucketMs: number) {
  const sums = new Map<string, FailureSum & Pick<FailureTally, 'failure' | 'name'>>();
  return {
    add(run: RunSummary): void {
      const tally = toTally(run, bucketMs);
      if (!tally) return;
      const { failure, name } = tally;
      const key = `${failure} ${name}`;
      const sum = sums.get(key) ?? { failure, name, ...newSum(tally) };
      sums.set(key, sum);
      addToSum(sum, tally);
    },
    tallies: (): readonly FailureTally[] =>
      Array.from(sums.values(), sum => ({ ...sum, times: [...sum.times] })),
  };
}

export type Ends = Pick<FailureTally, 'first' | 'last' | 'example'>;

export type FailureSum = { -readonly [Key in keyof Ends]: Ends[Key] } & {
  count: number;
  readonly times: Map<number, number>;
};

export function newSum({ first, last, example }: Ends): FailureSum {
  return { count: 0, first, last, example, times: new Map() };
}

export type Addend = Ends & { readonly count: number; readonly times: Iterable<readonly [number, number]> };

export function addToSum(sum: FailureSum, { count, times, first, last, example }: Addend): void {
  sum.count += count;
  for (const [at, more] of times) increase(sum.times, at, more);
  if (first.at < sum.first.at) sum.first = first;
  if (last.at <= sum.last.at) return;
  sum.last = last;
  sum.example = example;
}

export function increase<Key>(counts: Map<Key, number>, key: Key, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
