import type { Message, Run, RunError, Step, UsageItem } from '../../model/run.ts';
import { toStatus } from '../../model/status.ts';
import { parsePayload } from '../parse-payload.ts';
import type { RunInclude } from '../store.ts';
import { mapInTurns } from './in-turns.ts';
import type { Reader } from './reader.ts';
import { processLost } from './record-run.ts';
import { type DeadOwners, given, isLost, type RunRow, toSummary } from './run-row.ts';

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

type OwnerRow = { readonly pid: number; readonly host: string; readonly heartbeat_at: number };

type DetailsRow = {
  readonly input: string | null;
  readonly output: string | null;
  readonly error_value: string | null;
  readonly error_message: string | null;
  readonly error_code: string | null;
  readonly error_stack: string | null;
  readonly error_step_id: string | null;
  readonly usage: string | null;
  readonly cancel_outcome: string | null;
};

type StepRow = {
  readonly id: string;
  readonly parent_id: string | null;
  readonly name: string;
  readonly type: string;
  readonly status: string;
  readonly attempt: number;
  readonly started_at: number | null;
  readonly finished_at: number | null;
  readonly input: string | null;
  readonly output: string | null;
  readonly error: string | null;
};

export function readStoredRun(reader: Reader, id: string, include: RunInclude): StoredRun | undefined {
  const row = reader.prepare<RunRow>('SELECT * FROM runs WHERE id = ?').get(id);
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
  return reader.prepare<OwnerRow>('SELECT pid, host, heartbeat_at FROM owners WHERE id = ?').get(owner);
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
    usage: toList<UsageItem>(details.usage),
    cancel:
      row.cancel_requested_at === null
        ? undefined
        : {
            requestedAt: row.cancel_requested_at,
            by: given(row.cancel_by),
            outcome: given(details.cancel_outcome),
          },
    raw: owner && { pid: owner.pid, host: owner.host.split(' ')[0], lastSeenAt: owner.heartbeat_at },
    steps: steps && (await mapInTurns(steps, toStep)),
    messages: messages && (await mapInTurns(messages, parsePayload)).filter(isMessage),
  };
}

function toRunError(row: RunRow, details: DetailsRow): RunError | undefined {
  if (row.error_message === null && details.error_value === null) return undefined;
  return {
    value: toPayload(details.error_value),
    name: given(row.error_name),
    message: details.error_message ?? given(row.error_message),
    code: given(details.error_code),
    stack: given(details.error_stack),
    stepId: given(details.error_step_id),
  };
}

function toStep(row: StepRow): Step {
  return {
    id: row.id,
    parentId: given(row.parent_id),
    name: row.name,
    type: row.type,
    status: toStatus(row.status),
    attempt: row.attempt,
    startedAt: given(row.started_at),
    finishedAt: given(row.finished_at),
    input: toPayload(row.input),
    output: toPayload(row.output),
    error: toStepError(row.error),
  };
}

function toStepError(json: string | null): RunError | undefined {
  const value = toPayload(json);
  return isRecord(value) && 'value' in value ? { ...value, value: value.value } : undefined;
}

function toPayload(json: string | null): unknown {
  return json === null ? undefined : parsePayload(json);
}

/** What our own writer wrote as a list. */
function toList<T extends object>(json: string | null): readonly T[] {
  const value = toPayload(json);
  return Array.isArray(value) ? value.filter((item): item is T => isRecord(item)) : [];
}

function isMessage(value: unknown): value is Message {
  return isRecord(value) && typeof value.id === 'string' && typeof value.role === 'string';
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
