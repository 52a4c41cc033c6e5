import type { RunInclude } from '../../../contract/run-store.ts';
import { type Reading, rowsOf } from '../reading.ts';
import { sql } from '../sql-template.ts';
import type { TableDialect } from '../table-dialect.ts';
import type { StepRow, StoredRun } from './stored-run.ts';

/** `undefined` for an unknown id. */
export function* readRun(
  { wholeRun }: TableDialect,
  id: string,
  include: RunInclude,
): Reading<StoredRun | undefined> {
  const found = yield* wholeRun(id);
  if (!found) return undefined;
  const { key } = found.row;
  return {
    ...found,
    steps: include.steps ? yield* readSteps(key) : undefined,
    messages: include.messages ? yield* readMessages(key) : undefined,
  };
}

function readSteps(key: number): Reading<readonly StepRow[]> {
  return rowsOf(
    sql`SELECT id, parent_id, name, type, status, attempt, started_at, finished_at, input, output, error
      FROM steps WHERE run = ${key} ORDER BY seq`,
  );
}

function* readMessages(key: number): Reading<readonly string[]> {
  const rows = yield* rowsOf<{ json: string }>(
    sql`SELECT json FROM messages WHERE run = ${key} ORDER BY seq`,
  );
  return rows.map(row => row.json);
}
