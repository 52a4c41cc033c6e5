import type { RunInclude } from '../../../contract/run-store.ts';
import type { Run } from '../../../model/run.ts';
import { toIsoTime } from '../../../model/text/formats.ts';
import { processLost } from '../../runs/process-lost.ts';
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
import { lostStatusSql } from '../schema.ts';
import { type OwnerRow, writerOf } from '../write/owners.ts';
import type { Reader } from './reader.ts';
import { type DeadOwners, isLost, type RunRow, toSummary } from './run-row.ts';

/** A run as it lies in the store: payloads and parts are still JSON texts. */
export type StoredRun = {
  readonly row: RunRow;
  readonly dead: DeadOwners;
  readonly details: DetailsRow;
  /** The process that runs it, or did when it was last seen. */
  readonly owner?: OwnerRow;
  readonly steps?: readonly StepRow[];
  readonly messages?: readonly string[];
};

export function readStoredRun(reader: Reader, id: string, include: RunInclude): StoredRun | undefined {
  const row = reader
    .prepare<RunRow>(`SELECT *, ${lostStatusSql(reader.version)} AS lost_status FROM runs r WHERE id = ?`)
    .get(id);
  if (!row) return undefined;
  const details = reader
    .prepare<DetailsRow>(`
      SELECT (SELECT json FROM inputs WHERE key = k.key) AS input, (SELECT json FROM outputs WHERE key = k.key) AS output,
        d.error_value, d.error_message, d.error_code, d.error_stack, d.error_step_id, d.usage, d.cancel_outcome
      FROM (SELECT ? AS key) AS k LEFT JOIN details d ON d.key = k.key`)
    .get(row.key);
  if (!details) return undefined;
  return {
    row,
    dead: reader.deadOwners(),
    details,
    owner: readOwner(reader, row.owner),
    steps: include.steps ? readSteps(reader, row.key) : undefined,
    messages: include.messages ? readMessages(reader, row.key) : undefined,
  };
}

function readOwner(reader: Reader, owner: number | null): OwnerRow | undefined {
  return reader.prepare<OwnerRow>('SELECT * FROM owners WHERE id = ?').get(owner);
}

function readSteps(reader: Reader, key: number): readonly StepRow[] {
  return reader
    .prepare<StepRow>(
      `SELECT id, parent_id, name, type, status, attempt, started_at, finished_at, input, output, error
      FROM steps WHERE run = ? ORDER BY seq`,
    )
    .all(key);
}

function readMessages(reader: Reader, key: number): readonly string[] {
  return reader
    .prepare<{ json: string }>('SELECT json FROM messages WHERE run = ? ORDER BY seq')
    .all(key)
    .map(row => row.json);
}

/** Parses what was read; this is the part that takes its time where a payload is large. */
export async function toRun({ row, dead, details, owner, steps, messages }: StoredRun): Promise<Run> {
  const summary = toSummary(row, dead);
  return {
    ...summary,
    input: toPayload(details.input),
    output: toPayload(details.output),
    error: isLost(row, dead) ? { value: processLost, ...processLost } : toRunError(row, details),
    usage: toUsage(details.usage),
    cancel:
      row.cancel_requested_at === null
        ? undefined
        : {
            requestedAt: row.cancel_requested_at,
            by: given(row.cancel_by),
            outcome: given(details.cancel_outcome),
          },
    raw: owner && toRaw(owner),
    steps: steps && (await toSteps(steps)),
    messages: messages && (await toMessages(messages)),
  };
}

/** Of a writer elsewhere neither process nor host is known. */
function toRaw(owner: OwnerRow): Run['raw'] {
  const { pid, host, heartbeat_at } = owner;
  const writer = writerOf(owner);
  const lastSeenAt = toIsoTime(heartbeat_at);
  return writer === undefined ? { pid, host: host.split(' ')[0], lastSeenAt } : { writer, lastSeenAt };
}
