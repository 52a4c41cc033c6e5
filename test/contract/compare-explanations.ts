import { expect } from 'vitest';
import type { RunStore } from '../../src/contract/run-store.ts';
import type { Query } from '../../src/model/query/query.ts';
import { type Run, runAddress } from '../../src/model/run.ts';
import type { FailureExplanation } from '../../src/model/share/explanation-json.ts';
import { explainFailures } from '../../src/operations/failures/failure-explanation.ts';
import { createFakeStore } from '../cli/fake-store.ts';

/** Expects of a store what a comparison of its whole runs, one by one in memory, finds. */
export async function expectSameExplanation(
  store: RunStore,
  runs: readonly Run[],
  query: Query,
  now: number,
): Promise<void> {
  const include = { steps: true };
  const whole = await Promise.all(runs.map(run => store.getRun(runAddress(run), { include })));
  const inMemory = createFakeStore(
    whole.filter(run => run !== undefined),
    {
      overrides: {
        target: store.target,
        getRun: async address => whole.find(run => run && runAddress(run) === address),
      },
    },
  );
  const expected = await explainFailures(inMemory, query, { now });
  const found = await explainFailures(store, query, { now });
  expect(found && toComparable(found)).toEqual(expected && toComparable(expected));
}

/** Without the order of values that separate equally well, and the names of targets. */
function toComparable({ shared, there, since, isWhole }: FailureExplanation) {
  return {
    since: since && JSON.parse(JSON.stringify(since, (key, value) => (key === 'target' ? undefined : value))),
    isWhole,
    there,
    causes: shared.causes.map(({ sets, split }) => [sets.length, split]),
    counted: [shared.failed, shared.others, shared.candidates, shared.leftOut],
    ranked: shared.ranked.map(({ split, g }) => [split, Math.round(g * 1e6)]),
  };
}
