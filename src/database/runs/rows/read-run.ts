import type { RunInclude } from '../../../contract/run-store.ts';
import { type Reading, rowsOf } from '../reading.ts';
import { sql } from '../sql-template.ts';
import { stepColumns } from './read-steps.ts';
import type { StepRow, StoredPayload, StoredRun } from './stored-run.ts';
import type { TableDialect } from './table-dialect.ts';

const mostRetries = 100;

/** `undefined` for an unknown id. */
export function* readRun(
  dialect: TableDialect,
  id: string,
  include: RunInclude,
): Reading<StoredRun | undefined> {
  const found = yield* dialect.wholeRun(id, include);
  if (!found) return undefined;
  const { key } = found.row;
  return {
    ...found,
    retries: yield* readRetries(dialect, id),
    steps: include.steps ? yield* readAllSteps(dialect, key, include) : undefined,
    messages: include.messages ? yield* readMessages(dialect, key, include) : undefined,
  };
}

/** `undefined` where there are none. */
function* readRetries({ newestFirst }: TableDialect, id: string): Reading<readonly string[] | undefined> {
  const rows = yield* rowsOf<{ id: string }>(
    sql`SELECT r.id FROM runs r WHERE r.retry_of = ${id} ORDER BY ${newestFirst} LIMIT ${mostRetries}`,
  );
  return rows.length === 0 ? undefined : rows.map(row => row.id);
}

function readAllSteps(
  dialect: TableDialect,
  key: number,
  { lazyPayloads = false }: RunInclude,
): Reading<readonly StepRow[]> {
  return rowsOf(
    sql`SELECT ${stepColumns(dialect, lazyPayloads)} FROM steps s WHERE run = ${key} ORDER BY seq`,
  );
}

function* readMessages(
  { payload }: TableDialect,
  key: number,
  include: RunInclude,
): Reading<readonly StoredPayload[]> {
  const rows = yield* rowsOf<{ json: StoredPayload }>(
    sql`SELECT ${payload('json', include)} AS json FROM messages WHERE run = ${key} ORDER BY seq`,
  );
  return rows.map(row => row.json);
}
