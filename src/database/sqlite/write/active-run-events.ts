import type { Database } from 'better-sqlite3';
import type { RunEvent } from '../../../contract/run-events.ts';
import { parsePayload } from '../../../model/payload/json-text.ts';
import { fieldConverter, recordedAgain, recordedOnce } from '../../../model/run-fields.ts';
import {
  logColumns,
  messageColumns,
  partOfRow,
  spanColumns,
  stepColumns,
} from '../../runs/events/recorded-columns.ts';
import type { TextRow, WholeRow } from '../../runs/rows/stored-run.ts';
import { type SummaryRow, toSummary } from '../../runs/rows/summary-row.ts';

type ActiveRow = SummaryRow &
  Pick<TextRow<WholeRow>, 'key' | 'input' | 'usage'> & {
    readonly models: string | null;
    readonly services: string | null;
  };

/** The events that record an owner's active runs again, in another store. */
export function readActiveRuns(db: Database, owner: number): readonly RunEvent[] {
  const runs = db
    .prepare<[number], ActiveRow>(
      `SELECT r.*, i.json AS input, d.usage FROM runs r
        LEFT JOIN inputs i ON i.key = r.key LEFT JOIN details d ON d.key = r.key WHERE r.owner = ? ORDER BY r.key`,
    )
    .all(owner);
  return runs.flatMap(row => [toCreated(row), ...readParts(db, row)]);
}

const parts = [
  { type: 'step-put', table: 'steps', order: 'seq', columns: stepColumns },
  { type: 'span-put', table: 'spans', order: 'start_at, id', columns: spanColumns },
  { type: 'log-added', table: 'logs', order: 'at, seq', columns: logColumns },
  { type: 'message-put', table: 'messages', order: 'seq', columns: messageColumns },
] as const;

function readParts(db: Database, { key, id: runId }: ActiveRow): readonly RunEvent[] {
  return parts.flatMap(({ type, table, order, columns }) => {
    const rows = db.prepare<[number], object>(`SELECT * FROM ${table} WHERE run = ? ORDER BY ${order}`);
    return rows.all(key).map(row => ({ type, runId, ...partOfRow(columns, row) }) as RunEvent);
  });
}

const recordedFields = fieldConverter([...recordedOnce, ...recordedAgain], {});

function toCreated(row: ActiveRow): RunEvent {
  const [models, services] = [listOf<string>(row.models), listOf<string>(row.services)];
  const summary = toSummary(row, { models: models ?? [], services: services ?? [] });
  return {
    type: 'run-created',
    ...recordedFields(summary),
    status: row.lost_status ?? row.status_raw ?? row.status,
    input: row.input ?? undefined,
    usage: listOf(row.usage),
  };
}

function listOf<Item>(json: string | null): readonly Item[] | undefined {
  const value = json === null ? undefined : parsePayload(json);
  return Array.isArray(value) ? value : undefined;
}
