import type { Database } from 'better-sqlite3';
import { addEvent, createEventBatch, type RunCreated } from '../../../contract/event-batch.ts';
import { createRunIds } from '../../../contract/run-ids.ts';
import type { StartRequest, StartResult } from '../../../contract/starts/start-request.ts';
import { thrownMessage } from '../../../model/errors.ts';
import { answerKnown, type KnownRun, knownRunColumns, toStartEvent } from '../../runs/events/start-event.ts';
import type { BatchRecorder } from '../changes/record-batch.ts';
import { readOffers } from './offers.ts';

const newId = createRunIds();

/** Queues a run where a running program offers its workflow. */
type RunStarter = (request: StartRequest) => StartResult;

/**
 * Make a starter for each write transaction, at `now`, and call it inside: it looks only once what is
 * offered.
 */
export function createRunStarters(db: Database, recorder: BatchRecorder): (now: number) => RunStarter {
  const known = db.prepare<[string], KnownRun>(
    `SELECT ${knownRunColumns}, i.json AS input FROM runs r LEFT JOIN inputs i ON i.key = r.key WHERE r.id = ?`,
  );
  const queue = db.prepare('INSERT INTO starts (run, workflow) SELECT key, name FROM runs WHERE id = ?');

  function insert(start: RunCreated): StartResult {
    const { id } = start;
    const batch = createEventBatch();
    addEvent(batch, start);
    const [refused] = recorder.commit(batch, () => null).refused;
    if (refused) return { type: 'refused', reason: thrownMessage(refused.error) };
    try {
      queue.run(id);
    } catch (error) {
      recorder.forget();
      throw error;
    }
    return { type: 'started', id };
  }

  return now => {
    let offered: readonly string[] | undefined;
    return request => {
      const { workflow, id = newId(now) } = request;
      const start = toStartEvent(request, { id, now });
      const run = known.get(id);
      if (run) return answerKnown(run, start);
      offered ??= readOffers(db, now);
      return offered.includes(workflow) ? insert(start) : { type: 'not-offered', offered };
    };
  };
}
