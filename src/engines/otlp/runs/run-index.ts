import { compareNewest } from '../../../contract/lists/run-order.ts';
import { type IndexedRun, toIndexedRun } from './indexed-run.ts';
import { splitTrace } from './split-trace.ts';
import type { RunPart, TraceGroup } from './trace-group.ts';
import { createTraceIndex, type TraceIndex } from './trace-index.ts';

export type RunIndex = Pick<TraceIndex, 'add' | 'skipped'> & {
  /** Newest first. */
  readonly runs: () => readonly IndexedRun[];
  readonly find: (id: string) => IndexedRun | undefined;
};

/** Makes runs of spans and log records in any order, when they are asked for. */
export function createRunIndex(): RunIndex {
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
    skipped: traces.skipped,
    runs() {
      update();
      return sorted;
    },
    find(id) {
      update();
      return runs.get(id);
    },
  };
}
