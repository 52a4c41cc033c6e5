import { addEvent, createEventBatch, type PendingRun } from '../../../contract/event-batch.ts';
import { compareIds } from '../../../contract/lists/run-order.ts';
import type { RunEvent } from '../../../contract/run-events.ts';

/** The changes of each run, in the order of ids in which every server locks runs. */
export function foldEvents(events: readonly RunEvent[]): readonly PendingRun[] {
  const batch = createEventBatch();
  for (const event of events) addEvent(batch, withWellFormedIds(event));
  return [...batch.runs.values()].sort((a, b) => compareIds(a.id, b.id));
}

/** Ids as the database stores them, so that two with the same stored text are one id. */
function withWellFormedIds(event: RunEvent): RunEvent {
  if (event.type === 'log-added') return { ...event, runId: event.runId.toWellFormed() };
  if (event.id.isWellFormed() && (!('runId' in event) || event.runId.isWellFormed())) return event;
  const id = event.id.toWellFormed();
  return 'runId' in event ? { ...event, id, runId: event.runId.toWellFormed() } : { ...event, id };
}
