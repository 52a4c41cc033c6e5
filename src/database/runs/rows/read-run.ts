import type { RunInclude } from '../../../contract/run-store.ts';
import { type Reading, rowsOf } from '../reading.ts';
import { raw, type Sql, sql } from '../sql-template.ts';
import type { StepRow, StoredPayload, StoredRun } from './stored-run.ts';
import type { PlacedStepRow, StoredSteps } from './stored-steps.ts';
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

export type StepsOptions = { readonly limit: number; readonly cursor?: string };

const columns = 'id parent_id name type status attempt started_at finished_at'.split(' ');
const payloads = ['input', 'output', 'error'];
/** The payloads of a page, except that it has one step at least. */
const bytesOfPage = 512 * 1_024;

/** The columns of a `StepRow` from `steps s`. */
function stepColumns({ payload }: TableDialect, lazyPayloads: boolean): Sql {
  const of = payloads.map(name => sql`${payload(`s.${name}`, { lazyPayloads })} AS ${raw(name)}`);
  const [input, output, error] = of;
  return sql`${raw(columns.map(name => `s.${name}`).join(', '))}, ${input}, ${output}, ${error}`;
}

/** A page in the order of the ids, which has an index; `undefined` for an unknown id of a run. */
export function* readSteps(
  dialect: TableDialect,
  id: string,
  { limit, cursor = '' }: StepsOptions,
): Reading<StoredSteps | undefined> {
  const [run] = yield* rowsOf<{ key: number }>(sql`SELECT key FROM runs WHERE id = ${id}`);
  if (!run) return undefined;
  const bytes = raw(payloads.map(name => `coalesce(octet_length(${name}), 0)`).join(' + '));
  const steps = yield* rowsOf<PlacedStepRow & { readonly found: number }>(
    sql`SELECT ${stepColumns(dialect, true)}, s.seq AS place, p.found
      FROM (SELECT id, sum(bytes) OVER (ORDER BY id) - bytes AS above, count(*) OVER () AS found
        FROM (SELECT id, ${bytes} AS bytes FROM steps WHERE run = ${run.key} AND id > ${cursor}
          ORDER BY id LIMIT ${limit + 1}) sized) p
      JOIN steps s ON s.run = ${run.key} AND s.id = p.id
      WHERE p.above < ${bytesOfPage} ORDER BY s.id LIMIT ${limit}`,
  );
  const hasMore = steps.length < Number(steps[0]?.found ?? 0);
  return { steps, nextCursor: hasMore ? steps.at(-1)?.id : undefined };
}
