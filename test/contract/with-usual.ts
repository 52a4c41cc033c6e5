import { compareNewest } from '../../src/contract/lists/run-order.ts';
import type { RunSummary } from '../../src/model/run.ts';
import { createRecentSuccesses, createUsualAdder } from '../../src/model/usual/usual.ts';

/** All runs of some targets, each with what is usual in its own. */
export function withUsual<Summary extends RunSummary>(runs: readonly Summary[]): readonly Summary[] {
  const byTarget = Map.groupBy(runs, ({ target }) => target);
  const adders = new Map(Array.from(byTarget, ([target, own]) => [target, adderFor(own)]));
  return runs.map(run => adders.get(run.target)?.(run) ?? run);
}

function adderFor(runs: readonly RunSummary[]) {
  const recent = createRecentSuccesses();
  for (const run of [...runs].sort(compareNewest)) recent.add(run);
  return createUsualAdder(recent.usual());
}
