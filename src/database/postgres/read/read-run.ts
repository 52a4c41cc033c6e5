import type { RunInclude } from '../../../contract/run-store.ts';
import type { Run } from '../../../model/run.ts';
import { toIsoTime } from '../../../model/text/formats.ts';
import {
  type DetailsRow,
  given,
  type StepRow,
  toMessages,
  toPayload,
  toRunError,
  toSteps,
  toUsage,
} from '../../runs/rows/stored-run.ts';
import { raw, sql } from '../../runs/sql-template.ts';
import type { Database } from '../database.ts';
import { encodeText } from '../text-codec.ts';
import { decodeRow, type RunRow, runColumns, summaryOf } from './run-row.ts';

/** A run as it lies in the database: payloads and parts are still JSON texts. */
export type StoredRun = {
  readonly row: RunRow;
  readonly details: DetailsRow;
  readonly heartbeatAt: number | null;
  readonly steps?: readonly StepRow[];
  readonly messages?: readonly string[];
};

type WholeRow = RunRow &
  Omit<DetailsRow, 'error_message'> & {
    readonly whole_message: string | null;
    readonly heartbeat_at: number | null;
  };

const payloadColumns =
  'p.input, p.output, p.error_value, p.error_message AS whole_message, p.error_code, p.error_stack, p.error_step_id, p.usage, p.cancel_outcome';

/** `undefined` when there is no such run. All of it is of one moment. */
export function readStoredRun(db: Database, id: string, include: RunInclude): Promise<StoredRun | undefined> {
  const read = () => readParts(db, id, include);
  return include.steps || include.messages
    ? db.atOnce('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', read)
    : read();
}

async function readParts(db: Database, id: string, include: RunInclude): Promise<StoredRun | undefined> {
  const [found] = await db.rows<WholeRow>(
    sql`SELECT ${raw(runColumns)}, ${raw(payloadColumns)}, w.heartbeat_at FROM runs r LEFT JOIN payloads p ON p.key = r.key
      LEFT JOIN writers w ON w.id = r.writer WHERE r.id = ${encodeText(id)}`,
    'run',
  );
  if (!found) return undefined;
  const row = decodeRow(found);
  return {
    row,
    details: { ...row, error_message: row.whole_message },
    heartbeatAt: row.heartbeat_at,
    steps: include.steps ? await readSteps(db, row.key) : undefined,
    messages: include.messages ? await readMessages(db, row.key) : undefined,
  };
}

async function readSteps(db: Database, key: number): Promise<readonly StepRow[]> {
  const steps = await db.rows<StepRow>(
    sql`SELECT id, parent_id, name, type, status, attempt, started_at, finished_at, input, output, error
      FROM steps WHERE run = ${key} ORDER BY seq`,
    'steps',
  );
  return steps.map(decodeRow);
}

async function readMessages(db: Database, key: number): Promise<readonly string[]> {
  const messages = await db.rows<{ json: string }>(
    sql`SELECT json FROM messages WHERE run = ${key} ORDER BY seq`,
    'messages',
  );
  return messages.map(message => decodeRow(message).json);
}

/** Parses what was read; this is the part that takes its time where a payload is large. */
export async function toRun({ row, details, heartbeatAt, steps, messages }: StoredRun): Promise<Run> {
  return {
    ...summaryOf(row),
    input: toPayload(details.input),
    output: toPayload(details.output),
    error: toRunError(row, details),
    usage: toUsage(details.usage),
    cancel:
      row.cancel_requested_at === null
        ? undefined
        : {
            requestedAt: row.cancel_requested_at,
            by: given(row.cancel_by),
            outcome: given(details.cancel_outcome),
          },
    raw:
      row.writer === null
        ? undefined
        : { writer: row.writer, lastSeenAt: heartbeatAt === null ? undefined : toIsoTime(heartbeatAt) },
    steps: steps && (await toSteps(steps)),
    messages: messages && (await toMessages(messages)),
  };
}
