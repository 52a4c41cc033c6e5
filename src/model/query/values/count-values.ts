import type { RunSummary } from '../../run.ts';
import { isActive } from '../../status.ts';

export type ValueCount = {
  /** Absent for runs without a value. */
  readonly value: string | undefined;
  readonly failed: number;
  readonly active: number;
  /** Succeeded or canceled. */
  readonly others: number;
};

export type ValueTotals = {
  /** Counts a run with several values once. */
  readonly runs: Outcomes;
  /** Runs with values beyond the limit, which are not counted one by one. */
  readonly unlisted: number;
};

export type Outcomes = Omit<ValueCount, 'value'>;

const mostValues = 5_000;
const nothing: Outcomes = { failed: 0, active: 0, others: 0 };

export type ValueCounts = ReturnType<typeof createValueCounts>;

export function createValueCounts() {
  const sums = new Map<string | undefined, ValueCount>();
  let runs = nothing;
  let unlisted = 0;

  function addTo(value: string | undefined, outcomes: Outcomes): void {
    const known = sums.get(value);
    if (known || sums.size < mostValues) sums.set(value, { value, ...plus(known ?? nothing, outcomes) });
    else unlisted += runsOf(outcomes);
  }

  return {
    add: (run: RunSummary, values: readonly string[]): void => {
      const outcome = { ...nothing, [outcomeOf(run)]: 1 };
      runs = plus(runs, outcome);
      for (const value of values.length === 0 ? [undefined] : values) addTo(value, outcome);
    },
    addCount: ({ value, ...outcomes }: ValueCount): void => {
      runs = plus(runs, outcomes);
      addTo(value, outcomes);
    },
    counts: (): readonly ValueCount[] => [...sums.values()],
    totals: (): ValueTotals => ({ runs, unlisted }),
  };
}

function plus(a: Outcomes, b: Outcomes): Outcomes {
  return { failed: a.failed + b.failed, active: a.active + b.active, others: a.others + b.others };
}

function outcomeOf(run: RunSummary): keyof Outcomes {
  if (run.status === 'failed') return 'failed';
  return isActive(run) ? 'active' : 'others';
}

export function runsOf({ failed, active, others }: Outcomes): number {
  return failed + active + others;
}
