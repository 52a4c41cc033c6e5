import type { RunSummary } from '../run.ts';
import { type FailedRunAt, type FailureTally, toTally } from './failure-tally.ts';

export type RunTallies = {
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
      if (sum) addTo(sum, tally);
      else sums.set(key, { ...tally, times: new Map(tally.times) });
    },
    tallies: () => Array.from(sums.values(), sum => ({ ...sum, times: [...sum.times] })),
  };
}

function addTo(sum: Sum, { first, last, example, times }: FailureTally): void {
  sum.count += 1;
  for (const [at, count] of times) sum.times.set(at, (sum.times.get(at) ?? 0) + count);
  if (first.at < sum.first.at) sum.first = first;
  if (last.at <= sum.last.at) return;
  sum.last = last;
  sum.example = example;
}
