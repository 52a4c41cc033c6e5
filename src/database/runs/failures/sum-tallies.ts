import type { FailureTally } from '../../../model/failure/failure-tally.ts';

type Sum = { tally: FailureTally; readonly times: Map<number, number> };

/** Adds up tallies of single runs that are of one failure and workflow. */
export function createTallySums() {
  const sums = new Map<string, Sum>();
  return {
    add(tally: FailureTally): void {
      const key = JSON.stringify([tally.failure, tally.name]);
      const sum = sums.get(key);
      if (!sum) return void sums.set(key, { tally, times: new Map(tally.times) });
      sum.tally = addUp(sum.tally, tally);
      for (const [at, n] of tally.times) sum.times.set(at, (sum.times.get(at) ?? 0) + n);
    },
    tallies: (): readonly FailureTally[] =>
      Array.from(sums.values(), ({ tally, times }) => ({ ...tally, times: [...times] })),
  };
}

function addUp(a: FailureTally, b: FailureTally): FailureTally {
  const { last, example } = b.last.at > a.last.at ? b : a;
  const first = b.first.at < a.first.at ? b.first : a.first;
  return { ...a, count: a.count + b.count, first, last, example };
}
