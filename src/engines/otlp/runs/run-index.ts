import { compareNewest, type Place } from '../../../contract/lists/run-order.ts';
import type { SpanEntry } from '../spans/span-entry.ts';
import { type Outcome, readOutcome } from './run-outcome.ts';
import { splitTrace } from './run-roots.ts';
import { type SummarizedRun, summarizeOtlpRun } from './summarize-run.ts';
import type { RunPart, TraceGroup } from './trace-group.ts';
import { createTraceIndex } from './trace-index.ts';

export type RunIndex = ReturnType<typeof createRunIndex>;

/** Makes runs of spans and log records in any order, when they are asked for. */
export function createRunIndex() {
  const traces = createTraceIndex();
  const runs = new Map<string, IndexedRun>();
  let sorted: readonly IndexedRun[] = [];

  function update(): void {
    const changed = traces.takeChanged();
    if (changed.length === 0) return;
    for (const [id, parts] of splitAnew(changed)) {
      const run = toIndexedRun(id, parts);
      if (run) runs.set(id, run);
      else runs.delete(id);
    }
    sorted = [...runs.values()].sort(compareNewest);
  }

  /** Returns all parts of the runs that the traces were and are in. */
  function splitAnew(changed: readonly TraceGroup[]): ReadonlyMap<string, readonly RunPart[]> {
    const partsOf = new Map<string, RunPart[]>();
    const replaced = new Set(changed.flatMap(({ parts }) => parts));
    for (const { runId } of replaced) {
      if (partsOf.has(runId)) continue;
      partsOf.set(runId, runs.get(runId)?.parts.filter(part => !replaced.has(part)) ?? []);
    }
    for (const trace of changed) {
      trace.parts = splitTrace(trace);
      for (const part of trace.parts) {
        const known = partsOf.get(part.runId);
        if (known) known.push(part);
        else partsOf.set(part.runId, [...(runs.get(part.runId)?.parts ?? []), part]);
      }
    }
    return partsOf;
  }

  return {
    add: traces.add,
    remove: traces.remove,
    skipped: traces.skipped,
    /** Newest first. */
    runs(): readonly IndexedRun[] {
      update();
      return sorted;
    },
    find(id: string): IndexedRun | undefined {
      update();
      return runs.get(id);
    },
  };
}

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
function toIndexedRun(id: string, given: readonly RunPart[]): IndexedRun | undefined {
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
