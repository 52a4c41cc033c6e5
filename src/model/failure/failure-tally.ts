import type { ErrorSummary, RunSummary } from '../run.ts';
import type { FailureText } from './failure-text.ts';
import { knownFailure } from './summarize-failure.ts';

/** A run of a group, by its address. Times are epoch ms. */
export type FailedRunAt = { readonly id: string; readonly target?: string; readonly at: number };

/** The failed runs of one workflow with one failure, or a part of them: tallies of the same add up. */
export type FailureTally = {
  readonly failure: FailureText;
  /** The name of the workflow or agent. */
  readonly name: string;
  readonly count: number;
  readonly first: FailedRunAt;
  readonly last: FailedRunAt;
  /** How many were created in each bucket of time that has some: the bucket's start, the number. */
  readonly times: readonly (readonly [number, number])[];
  /** The error of the last run. */
  readonly example: ErrorSummary;
};

/** The lengths of the buckets in which failures are counted, in ms: a minute, an hour, a day. */
export const bucketLengths = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** `undefined` for a run that has not failed. */
export function toTally(run: RunSummary, bucketMs: number = bucketLengths.minute): FailureTally | undefined {
  const { id, target, name, createdAt: at } = run;
  const example = knownFailure(run);
  if (!example) return undefined;
  const place = { id, target, at };
  const times = [[Math.floor(at / bucketMs) * bucketMs, 1]] as const;
  return { failure: example.failure, name, count: 1, first: place, last: place, times, example };
}

type RunTallies = {
  readonly add: (run: RunSummary) => void;
  /** One for each failure and workflow. */
  readonly tallies: () => readonly FailureTally[];
};

type Sum = Pick<FailureTally, 'failure' | 'name' | 'example'> & {
  count: number;
  first: FailedRunAt;
  last: FailedRunAt;
  example: FailureTally['example'];
  readonly times: Map<number, number>;
};

/** Adds up the failures of runs that are read one after the other. */
export function createRunTallies(bucketMs: number): RunTallies {
  const sums = new Map<string, Sum>();
  return {
    add(run) {
      const tally = toTally(run, bucketMs);
      if (!tally) return;
      const key = `${tally.failure} ${tally.name}`;
      const sum = sums.get(key);
      if (sum) addTally(sum, tally);
      else sums.set(key, { ...tally, times: new Map(tally.times) });
    },
    tallies: () => Array.from(sums.values(), sum => ({ ...sum, times: [...sum.times] })),
  };
}

function addTally(sum: Sum, tally: FailureTally): void {
  sum.count += 1;
  for (const [at, count] of tally.times) sum.times.set(at, (sum.times.get(at) ?? 0) + count);
  widen(sum, tally);
}

type Ends = Pick<FailureTally, 'first' | 'last' | 'example'>;

/** Takes over the run that failed first, and the one that failed last with its error. */
export function widen(
  sum: { -readonly [Key in keyof Ends]: Ends[Key] },
  { first, last, example }: Ends,
): void {
  if (first.at < sum.first.at) sum.first = first;
  if (last.at <= sum.last.at) return;
  sum.last = last;
  sum.example = example;
}
