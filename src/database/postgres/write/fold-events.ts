import { addEvent, createEventBatch, type PendingRun } from '../../../contract/event-batch.ts';
import type { RunEvent } from '../../../contract/run-events.ts';
import { compareIds } from '../../../contract/run-order.ts';

/** What facts say of each run, in the order of the runs' ids, in which every server locks them. */
export function foldEvents(facts: readonly RunEvent[]): readonly PendingRun[] {
  const batch = createEventBatch();
  for (const fact of facts) addEvent(batch, withWholeIds(fact));
  return [...batch.runs.values()].sort((a, b) => compareIds(a.id, b.id));
}

/** Two ids that the database would hold as the same text are one id. */
function withWholeIds(fact: RunEvent): RunEvent {
  if (fact.type === 'log-added') return { ...fact, runId: fact.runId.toWellFormed() };
  if (fact.id.isWellFormed() && (!('runId' in fact) || fact.runId.isWellFormed())) return fact;
  const id = fact.id.toWellFormed();
  return 'runId' in fact ? { ...fact, id, runId: fact.runId.toWellFormed() } : { ...fact, id };
}
