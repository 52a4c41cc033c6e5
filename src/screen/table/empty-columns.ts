import type { RunSummary } from '../../model/run.ts';
import type { ColumnId } from './columns.ts';

type AlwaysFilled = 'status' | 'name' | 'type' | 'started' | 'duration' | 'id' | 'target';

const hasValue: Readonly<Record<Exclude<ColumnId, AlwaysFilled>, (run: RunSummary) => boolean>> = {
  slow: run => run.usual !== undefined,
  trigger: run => run.trigger.label !== '',
  actor: run => run.actor !== undefined,
  project: run => run.project !== undefined,
  error: run => run.errorSummary !== undefined,
  queued: run => run.queuedAt !== undefined,
  finished: run => run.finishedAt !== undefined,
  models: run => run.models.length > 0,
  services: run => run.services.length > 0,
  cost: run => run.costUsd !== undefined,
  messages: run => run.messageCount !== undefined,
  steps: run => run.stepCount !== undefined,
  'raw-trigger': run => run.trigger.raw !== '',
  attempt: run => run.attempt !== undefined,
};

const optionalColumns = Object.entries(hasValue) as readonly (readonly [
  keyof typeof hasValue,
  (run: RunSummary) => boolean,
])[];

/** The columns without a value in any of the runs; with `among`, only those that are in it, too. */
export function emptyColumns(
  runs: readonly RunSummary[],
  among?: ReadonlySet<ColumnId>,
): ReadonlySet<ColumnId> {
  const empty = optionalColumns.filter(([id, has]) => (among?.has(id) ?? true) && !runs.some(has));
  return new Set(empty.map(([id]) => id));
}
