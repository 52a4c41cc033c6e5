import { compareNewest } from '../../../contract/run-order.ts';
import { type IndexedRun, toIndexedRun } from './indexed-run.ts';
import { type RunPart, splitTrace } from './trace-group.ts';
import { createTraceIndex, type TraceIndex } from './trace-index.ts';

export type RunIndex = Pick<TraceIndex, 'add' | 'skipped'> & {
  /** Newest first. */
  readonly runs: () => readonly IndexedRun[];
  readonly find: (id: string) => IndexedRun | undefined;
};

/** The parts of a run, of each trace that it is in; `run` is what they were last indexed as. */
type RunGroup = { readonly id: string; parts: RunPart[]; run?: IndexedRun };

/** Makes runs of the spans in any order, when they are asked for. */
export function createRunIndex(): RunIndex {
  const traces = createTraceIndex();
  const groups = new Map<string, RunGroup>();
  let sorted: readonly IndexedRun[] = [];

  function groupOf(id: string): RunGroup {
    let group = groups.get(id);
    if (!group) {
      group = { id, parts: [] };
      groups.set(id, group);
    }
    return group;
  }

  function update(): void {
    const changed = traces.takeChanged();
    if (changed.length === 0) return;
    const replaced = new Set(changed.flatMap(({ parts }) => parts));
    const changedGroups = new Set<RunGroup>();
    for (const { runId } of replaced) changedGroups.add(groupOf(runId));
    for (const group of changedGroups) group.parts = group.parts.filter(part => !replaced.has(part));
    for (const trace of changed) {
      trace.parts = splitTrace(trace);
      for (const part of trace.parts) {
        const group = groupOf(part.runId);
        group.parts.push(part);
        changedGroups.add(group);
      }
    }
    for (const group of changedGroups) indexGroup(group);
    sorted = [...groups.values()].flatMap(({ run }) => run ?? []).sort(compareNewest);
  }

  function indexGroup(group: RunGroup): void {
    group.run = toIndexedRun(group.id, group.parts);
    if (!group.run) groups.delete(group.id);
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
      return groups.get(id)?.run;
    },
  };
}
