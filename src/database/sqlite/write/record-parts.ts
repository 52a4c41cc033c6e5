import type { Database } from 'better-sqlite3';
import type { PendingRun } from '../../../contract/event-batch.ts';

export type PartsRecorder = { readonly put: (key: number, run: PendingRun) => void };

const putDetails = `
INSERT INTO details (key, error_value, error_message, error_code, error_stack, error_step_id, usage, cancel_outcome)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET
  error_value = coalesce(excluded.error_value, error_value), error_message = coalesce(excluded.error_message, error_message),
  error_code = coalesce(excluded.error_code, error_code), error_stack = coalesce(excluded.error_stack, error_stack),
  error_step_id = coalesce(excluded.error_step_id, error_step_id), usage = coalesce(excluded.usage, usage),
  cancel_outcome = coalesce(excluded.cancel_outcome, cancel_outcome)`;

const putStep = `
INSERT INTO steps (run, id, seq, parent_id, name, type, status, attempt, started_at, finished_at, input, output, error)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET parent_id = excluded.parent_id, name = excluded.name, type = excluded.type, status = excluded.status,
  attempt = excluded.attempt, started_at = excluded.started_at, finished_at = excluded.finished_at, input = excluded.input,
  output = excluded.output, error = excluded.error`;

/** Writes what belongs to a run beside its row: payloads, steps, spans, logs, messages. */
export function createPartsRecorder(db: Database): PartsRecorder {
  const input = db.prepare('INSERT OR REPLACE INTO inputs VALUES (?, ?)');
  const output = db.prepare('INSERT OR REPLACE INTO outputs VALUES (?, ?)');
  const details = db.prepare(putDetails);
  const step = db.prepare(putStep);
  const span = db.prepare('INSERT OR REPLACE INTO spans VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const log = db.prepare('INSERT INTO logs VALUES (?, ?, ?, ?, ?, ?, ?)');
  const message = db.prepare(
    'INSERT INTO messages VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET json = excluded.json',
  );
  const nextSeq = createSequence();

  function putPayloads(key: number, { fields }: PendingRun): void {
    if (fields.input !== undefined) input.run(key, fields.input);
    if (fields.output !== undefined) output.run(key, fields.output);
    const { error, usage, cancelOutcome } = fields;
    if (!error && !usage && cancelOutcome === undefined) return;
    details.run(
      ...[key, error?.value, error?.message, error?.code, error?.stack, error?.stepId],
      ...[usage && JSON.stringify(usage), cancelOutcome],
    );
  }

  return {
    put(key, run) {
      putPayloads(key, run);
      for (const fact of run.steps.values()) {
        step.run(
          ...[key, fact.id, nextSeq(), fact.parentId, fact.name, fact.stepType, fact.status, fact.attempt],
          ...[fact.startedAt, fact.finishedAt, fact.input, fact.output, fact.error],
        );
      }
      for (const fact of run.spans.values()) {
        span.run(
          ...[
            key,
            fact.startAt,
            fact.id,
            fact.parentId,
            fact.name,
            fact.kind,
            fact.endAt,
            fact.status,
            fact.attributes,
          ],
          fact.events?.length ? JSON.stringify(fact.events) : null,
        );
      }
      for (const fact of run.logs) {
        log.run(key, fact.at, nextSeq(), fact.level, fact.message, fact.spanId, fact.attributes);
      }
      for (const fact of run.messages.values()) message.run(key, fact.id, nextSeq(), fact.message);
    },
  };
}

/** Numbers that grow, also over the processes that write one after the other. */
function createSequence(): () => number {
  let last = 0;
  return () => {
    last = Math.max(last + 1, Date.now() * 1_000);
    return last;
  };
}
