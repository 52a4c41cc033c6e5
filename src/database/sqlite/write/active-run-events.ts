import type { Database } from 'better-sqlite3';
import type { RunEvent } from '../../../contract/run-events.ts';
import { parsePayload } from '../../../model/payload/json-text.ts';
import { fieldConverter, recordedAgain, recordedOnce } from '../../../model/run-fields.ts';
import type { StepRow, TextRow, WholeRow } from '../../runs/rows/stored-run.ts';
import type { LogRow, SpanRow } from '../../runs/rows/stored-trace.ts';
import { given, type SummaryRow, toSummary } from '../../runs/rows/summary-row.ts';

type ActiveRow = SummaryRow &
  Pick<TextRow<WholeRow>, 'key' | 'input' | 'usage'> & {
    readonly models: string | null;
    readonly services: string | null;
  };

/** The events that record an owner's active runs, as far as they are stored, in another store. */
export function readActiveRuns(db: Database, owner: number): readonly RunEvent[] {
  const runs = db
    .prepare<[number], ActiveRow>(
      `SELECT r.*, i.json AS input, d.usage FROM runs r
        LEFT JOIN inputs i ON i.key = r.key LEFT JOIN details d ON d.key = r.key WHERE r.owner = ? ORDER BY r.key`,
    )
    .all(owner);
  return runs.flatMap(row => [toCreated(row), ...readParts(db, row)]);
}

function readParts(db: Database, { key, id: runId }: ActiveRow): readonly RunEvent[] {
  const rowsOf = <Row>(table: string, order: string): readonly Row[] =>
    db.prepare<[number], Row>(`SELECT * FROM ${table} WHERE run = ? ORDER BY ${order}`).all(key);
  const messages = rowsOf<{ readonly id: string; readonly json: string }>('messages', 'seq');
  return [
    ...rowsOf<TextRow<StepRow>>('steps', 'seq').map(row => toStep(runId, row)),
    ...rowsOf<SpanRow>('spans', 'start_at, id').map(row => toSpan(runId, row)),
    ...rowsOf<LogRow>('logs', 'at, seq').map(row => toLog(runId, row)),
    ...messages.map(({ id, json }) => ({ type: 'message-put', runId, id, message: json }) as const),
  ];
}

const recordedFields = fieldConverter([...recordedOnce, ...recordedAgain], {});

function toCreated(row: ActiveRow): RunEvent {
  const [models, services] = [listOf<string>(row.models), listOf<string>(row.services)];
  const summary = toSummary(row, { models: models ?? [], services: services ?? [] });
  return {
    type: 'run-created',
    ...recordedFields(summary),
    status: row.lost_status ?? row.status_raw ?? row.status,
    input: given(row.input),
    usage: listOf(row.usage),
  };
}

function toStep(runId: string, row: TextRow<StepRow>): RunEvent {
  return {
    type: 'step-put',
    runId,
    id: row.id,
    parentId: given(row.parent_id),
    name: row.name,
    stepType: row.type,
    status: row.status,
    attempt: row.attempt,
    startedAt: given(row.started_at),
    finishedAt: given(row.finished_at),
    input: given(row.input),
    output: given(row.output),
    error: given(row.error),
  };
}

function toSpan(runId: string, row: SpanRow): RunEvent {
  return {
    type: 'span-put',
    runId,
    id: row.id,
    parentId: given(row.parent_id),
    name: row.name,
    kind: row.kind,
    startAt: row.start_at,
    endAt: given(row.end_at),
    status: row.status,
    attributes: given(row.attributes),
    events: listOf(row.events),
  };
}

function toLog(runId: string, row: LogRow): RunEvent {
  return {
    type: 'log-added',
    runId,
    at: row.at,
    level: row.level,
    message: row.message,
    spanId: given(row.span_id),
    attributes: given(row.attributes),
  };
}

/** A list that a recorder wrote as JSON. */
function listOf<Item>(json: string | null): readonly Item[] | undefined {
  const value = json === null ? undefined : parsePayload(json);
  return Array.isArray(value) ? value : undefined;
}
