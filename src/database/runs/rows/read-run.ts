import type { RunInclude } from '../../../contract/run-store.ts';
import { formatStepCursor, parseStepCursor } from '../../../contract/step-cursor.ts';
import { formatPlace, parsePlace, type TracePlace } from '../../../contract/trace-pages.ts';
import type { PayloadRoot } from '../../../model/query/query.ts';
import type { RunKind } from '../../../model/run.ts';
import { joinSql, raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import { type Reading, rowsOf } from '../reading.ts';
import type { StepRow, StoredPayload, StoredRun, WholeRun } from './stored-run.ts';
import type { PlacedStepRow, StoredSteps } from './stored-steps.ts';
import type { LogRow, SpanRow, StoredTrace } from './stored-trace.ts';

const mostRetries = 100;

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

export type PageOptions = { readonly limit: number; readonly cursor?: string };

const columns = 'id parent_id name type status attempt started_at finished_at'.split(' ');
const payloads = ['input', 'output', 'error'];
/** The payloads of a page, except that it has one step at least. */
const bytesOfPage = 512 * 1_024;

function stepColumns({ payload }: TableDialect, lazyPayloads: boolean): Sql {
  const read = payloads.map(name => sql`${payload(`s.${name}`, { lazyPayloads })} AS ${raw(name)}`);
  return sql`${raw(columns.map(name => `s.${name}`).join(', '))}, ${joinSql(read, ', ')}`;
}

/** A page in the order of the ids, which has an index; `undefined` for an unknown id of a run. */
export function* readSteps(
  dialect: TableDialect,
  id: string,
  { limit, cursor }: PageOptions,
): Reading<StoredSteps | undefined> {
  const [run] = yield* rowsOf<{ key: number }>(sql`SELECT key FROM runs WHERE id = ${id}`);
  if (!run) return undefined;
  const after = cursor === undefined ? '' : parseStepCursor(cursor);
  const bytes = raw(payloads.map(name => `coalesce(octet_length(${name}), 0)`).join(' + '));
  const steps = yield* rowsOf<PlacedStepRow & { readonly found: number }>(
    sql`SELECT ${stepColumns(dialect, true)}, s.seq AS place, p.found
      FROM (SELECT id, sum(bytes) OVER (ORDER BY id) - bytes AS above, count(*) OVER () AS found
        FROM (SELECT id, ${bytes} AS bytes FROM steps WHERE run = ${run.key} AND id > ${after}
          ORDER BY id LIMIT ${limit + 1}) sized) p
      JOIN steps s ON s.run = ${run.key} AND s.id = p.id
      WHERE p.above < ${bytesOfPage} ORDER BY s.id LIMIT ${limit}`,
  );
  const last = steps.length < Number(steps[0]?.found ?? 0) ? steps.at(-1) : undefined;
  return { steps, nextCursor: last && formatStepCursor(last.id) };
}

export function* readTrace(id: string, { limit, cursor }: PageOptions): Reading<StoredTrace | undefined> {
  const [run] = yield* rowsOf<{ key: number }>(sql`SELECT key FROM runs WHERE id = ${id}`);
  if (!run) return undefined;
  const after = cursor === undefined ? undefined : parsePlace(cursor);
  const rows = yield* readSpans(run.key, after, limit + 1);
  const spans = rows.slice(0, limit);
  const last = rows.length > limit ? spans.at(-1) : undefined;
  const { spanTotal, logTotal } = (last && after) ?? (yield* readTotals(run.key));
  return {
    spans,
    logs: yield* readLogs(run.key, after?.startAt, last?.start_at),
    nextCursor: last && formatPlace({ startAt: last.start_at, id: last.id, spanTotal, logTotal }),
    spanTotal,
    logTotal,
  };
}

const spanColumns = raw('id, parent_id, name, kind, start_at, end_at, status, attributes, events');

function readSpans(key: number, after: TracePlace | undefined, limit: number): Reading<readonly SpanRow[]> {
  const isAfter = after ? sql` AND (start_at, id) > (${after.startAt}, ${after.id})` : raw('');
  return rowsOf(
    sql`SELECT ${spanColumns} FROM spans WHERE run = ${key}${isAfter} ORDER BY start_at, id LIMIT ${limit}`,
  );
}

/** The logs after the previous page, up to this page's last span, or to the end on the last page. */
function readLogs(
  key: number,
  after = Number.NEGATIVE_INFINITY,
  until = Number.POSITIVE_INFINITY,
): Reading<readonly LogRow[]> {
  return rowsOf(
    sql`SELECT at, level, message, span_id, attributes FROM logs
      WHERE run = ${key} AND at > ${after} AND at <= ${until} ORDER BY at, seq`,
  );
}

function* readTotals(key: number): Reading<{ readonly spanTotal: number; readonly logTotal: number }> {
  const [totals] = yield* rowsOf<{ spans: number; logs: number }>(
    sql`SELECT (SELECT count(*) FROM spans WHERE run = ${key}) AS spans, (SELECT count(*) FROM logs WHERE run = ${key}) AS logs`,
  );
  return { spanTotal: totals?.spans ?? 0, logTotal: totals?.logs ?? 0 };
}

export type StatusCount = { readonly status: string; readonly n: number };
export type NameCount = StatusCount & { readonly kind: RunKind; readonly name: string };

export type RecentPayloads = { readonly runs: number; readonly bytesOfEach: number };

export type TableDialect = {
  /** The number of runs by shown status; rows of one status add up. */
  readonly statusCounts: () => Reading<readonly StatusCount[]>;
  readonly nameCounts: () => Reading<readonly NameCount[]>;
  /** Selects `kind`, `name` and `at`, the creation time of its newest run. */
  readonly lastCreated: Sql;
  readonly offers: () => Reading<readonly { readonly workflow: string }[]>;
  readonly newestFirst: Sql;
  /** `runs r`, read along the index of failures. */
  readonly failuresInOrder: Sql;
  /** Selects as `value` the payloads of recent runs, newest first, except larger ones. */
  readonly recentPayloads: (name: PayloadRoot, most: RecentPayloads) => Sql;
  /** A column of JSON text; with lazy payloads, large texts may be their bytes. */
  readonly payload: (column: string, include: RunInclude) => Sql;
  readonly wholeRun: (id: string, include: RunInclude) => Reading<WholeRun | undefined>;
};
