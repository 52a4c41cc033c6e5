import type { Place } from '../../../contract/lists/run-order.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import { type Outcome, readOutcome } from './run-outcome.ts';
import { type SummarizedRun, summarizeOtlpRun } from './summarize-run.ts';
import type { RunPart } from './trace-group.ts';

/** A run's place in the list. What takes longer is kept once it was asked for. */
export type IndexedRun = Place & {
  /** By the start of their roots. */
  readonly parts: readonly RunPart[];
  /** The first of all roots. */
  readonly root: SpanEntry;
  outcome: Outcome | undefined;
  summarized: SummarizedRun | undefined;
};

/** `undefined` without spans. */
export function toIndexedRun(id: string, given: readonly RunPart[]): IndexedRun | undefined {
  const parts = given.toSorted((a, b) => startOf(a) - startOf(b));
  const root = parts[0]?.roots.spans[0];
  if (!root) return undefined;
  return { id, createdAt: Math.floor(root.startAt), parts, root, outcome: undefined, summarized: undefined };
}

function startOf({ roots }: RunPart): number {
  return roots.spans[0]?.startAt ?? 0;
}

export function outcomeOf(run: IndexedRun): Outcome {
  run.outcome ??= readOutcome(run.id, run.parts);
  return run.outcome;
}

export function summarize(run: IndexedRun): SummarizedRun {
  run.summarized ??= summarizeOtlpRun(run, outcomeOf(run));
  return run.summarized;
}
