import type { Place } from '../../../contract/run-order.ts';
import { type Outcome, readOutcome } from './run-outcome.ts';
import { rootParts } from './run-roots.ts';
import { type SummarizedRun, summarizeOtlpRun } from './summarize-run.ts';
import type { RunPart } from './trace-group.ts';

/** A run's place in the list. The rest takes longer, and is worked out when it is first asked for. */
export type IndexedRun = Place & {
  readonly outcome: () => Outcome;
  readonly summarize: () => SummarizedRun;
};

/** `undefined` without spans. */
export function toIndexedRun(id: string, given: readonly RunPart[]): IndexedRun | undefined {
  const parts = rootParts(id, given);
  const root = parts[0]?.roots.spans[0];
  if (!root) return undefined;
  let outcome: Outcome | undefined;
  let summarized: SummarizedRun | undefined;
  const run = {
    id,
    createdAt: Math.floor(root.startAt),
    outcome() {
      outcome ??= readOutcome(id, parts);
      return outcome;
    },
    summarize() {
      summarized ??= summarizeOtlpRun({ id, root, parts, outcome: run.outcome() });
      return summarized;
    },
  };
  return run;
}
