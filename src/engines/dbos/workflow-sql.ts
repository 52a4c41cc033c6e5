import { epochMs, postgresFlavor } from '../../query-sql/filter-dialect.ts';
import { joinSql, raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import { anyText, asciiText, mostlyAsciiText, repeatedId } from '../../query-sql/text-sql.ts';
import type { EngineSchema } from '../kit/engine-database.ts';
import type { SqlTable } from '../kit/sql-runs.ts';
import { workflowStatuses } from './workflow-row.ts';

/** What a database has, as far as versions differ. */
export type Layout = {
  readonly schema: EngineSchema;
  /** The version of the schema: 108 of DBOS 4.27, 123 of DBOS 5.3. */
  readonly version: number;
};

const newestVersion = 123;
const payloadTablesSince = 109;

const isOfRun = raw('o.workflow_uuid = ws.workflow_uuid');

const payloads = ['inputs', 'output', 'error', 'request'];

/** All columns but the payloads, as `own.name`: JSON of them would take PostgreSQL longer than all else. */
function ownColumns({ schema: { columns, column } }: Layout): Sql {
  const own = columns.filter(name => !payloads.includes(name));
  return joinSql(
    own.map(name => sql`${column(name, 'ws')} AS ${raw(`"own.${name.replaceAll('"', '""')}"`)}`),
    ', ',
  );
}

/** The runs of `workflow_status`, as `ws`. */
export function workflowTable(layout: Layout): SqlTable {
  const { table } = layout.schema;
  const steps = table('operation_outputs');
  const finished =
    raw(`CASE WHEN ws.status IN ('SUCCESS', 'ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED')
    THEN coalesce(ws.completed_at, ws.updated_at) ELSE ws.completed_at END`);
  // A run without a queue starts when it is created. A cancel forgets the queue and the start.
  const started = sql`CASE WHEN ws.status = 'CANCELLED' THEN (SELECT min(o.started_at_epoch_ms) FROM ${steps} o
      WHERE ${isOfRun} AND o.started_at_epoch_ms >= ws.created_at)
    WHEN ws.status NOT IN ('ENQUEUED', 'DELAYED')
    THEN coalesce(ws.started_at_epoch_ms, CASE WHEN ws.queue_name IS NULL THEN ws.created_at END) END`;
  const stepCount = sql`(SELECT count(*) FROM ${steps} o WHERE ${isOfRun} AND o.function_name NOT LIKE 'DBOS.%')`;
  const state = sql`coalesce(${pauseSql(steps)} ->> 'state', ws.status)`;
  return {
    flavor: postgresFlavor,
    from: sql`${table('workflow_status')} ws`,
    id: raw('ws.workflow_uuid COLLATE "C"'),
    hasId: id => (id.includes('\0') ? undefined : sql`ws.workflow_uuid = ${id}`),
    name: raw(`coalesce(ws.name, '') COLLATE "C"`),
    state,
    isState: words => isStateSql(layout, state, words),
    estimate: sql`SELECT greatest(reltuples, 0)::bigint AS n FROM pg_class WHERE oid = ${table('workflow_status').sql}::regclass`,
    select: sql`ws.workflow_uuid AS id, ${ownColumns(layout)}, ${started} AS started_at,
      ${finished} AS finished_at, ${pauseSql(steps)} AS pause, ${strandedSql} AS is_stranded, ${stepCount} AS step_count,
      ${failureSql(layout)} AS failure`,
    columns: {
      kind: 'workflow',
      id: asciiText(raw('ws.workflow_uuid'), postgresFlavor),
      name: mostlyAsciiText(raw('ws.name'), postgresFlavor),
      project: anyText(raw(`nullif(ws.application_name, '')`)),
      actor: anyText(raw(`nullif(ws.authenticated_user, '')`)),
      retryOf: repeatedId(raw('ws.forked_from'), postgresFlavor),
      createdAt: epochMs(raw('ws.created_at')),
      startedAt: epochMs(started),
      finishedAt: epochMs(finished),
      stepCount,
      errorSummary: raw(`ws.status IN ('ERROR', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED')`),
    },
  };
}

/**
 * A sleep is recorded when it begins, with its end as the time when it completed. A wait records a timer
 * first, without a duration, and itself, one place before, when it ends.
 */
function pauseSql(steps: Sql): Sql {
  return sql`CASE WHEN ws.status = 'PENDING' THEN (
    SELECT json_build_object('state', CASE WHEN p.is_sleep THEN 'SLEEPING' ELSE 'WAITING' END, 'at', p.at, 'due', p.due)
    FROM (
      SELECT o.started_at_epoch_ms AS at, o.completed_at_epoch_ms > o.started_at_epoch_ms AS is_sleep,
        CASE WHEN o.output ~ '^\\d{1,15}$' THEN o.output::bigint END AS due,
        NOT EXISTS (SELECT FROM ${steps} c WHERE c.workflow_uuid = o.workflow_uuid AND c.function_id = o.function_id - 1) AS is_open
      FROM (SELECT * FROM ${steps} o WHERE ${isOfRun} ORDER BY o.function_id DESC LIMIT 1) o
      WHERE o.function_name = 'DBOS.sleep'
    ) p WHERE p.due > extract(epoch FROM now()) * 1000 AND (p.is_sleep OR p.is_open)) END`;
}

const pending: readonly string[] = ['PENDING', 'SLEEPING', 'WAITING'];

/** The words in the column have indexes of their own. No run of a known version has another. */
function isStateSql({ version }: Layout, state: Sql, words: readonly string[]): Sql {
  if (version <= newestVersion && words.length === Object.keys(workflowStatuses).length) return raw('true');
  const stored = new Set(words.map(word => (pending.includes(word) ? 'PENDING' : word)));
  const isStored = raw(`(${[...stored].map(word => `ws.status = '${word}'`).join(' OR ')})`);
  const hasAll = new Set(pending.map(word => words.includes(word))).size === 1;
  return hasAll ? isStored : sql`(${isStored} AND ${postgresFlavor.isAmong(state, words)})`;
}

/** The `input`, `output` or `error` of the row `ws`. */
export function payloadSql({ schema, version }: Layout, name: string): Sql {
  const [column, table] = name === 'input' ? ['inputs', 'workflow_input'] : [name, 'workflow_output'];
  const own = raw(`ws.${column}`);
  if (version < payloadTablesSince) return own;
  return sql`coalesce((SELECT p.${raw(column)} FROM ${schema.table(table)} p WHERE p.workflow_uuid = ws.workflow_uuid), ${own})`;
}

/** Much longer than any error that DBOS writes; a longer one is read with the whole run. */
const mostErrorText = 262_144;

/** A run failed by a step where both have the same error; else the last that failed is its place. */
function failureSql(layout: Layout): Sql {
  return sql`CASE WHEN ws.status = 'ERROR' THEN (
    SELECT json_build_object('error', left(e.error, ${mostErrorText}), 'step', CASE WHEN s.is_same THEN s.function_name END, 'place', s.function_id)
    FROM (SELECT ${payloadSql(layout, 'error')} AS error OFFSET 0) e
    LEFT JOIN LATERAL (SELECT o.function_name, o.function_id, o.error = e.error AS is_same
      FROM ${layout.schema.table('operation_outputs')} o
      WHERE ${isOfRun} AND o.error IS NOT NULL ORDER BY is_same DESC, o.function_id DESC LIMIT 1) s ON true) END`;
}

const longestName = 63;

/**
 * An executor names its connections after itself and its version (`dbos_transact_local_1`). A pending run
 * goes on in that one alone; what is queued for a version is taken by its executors. Nothing is claimed of
 * what TypeScript did not write, and where connections have other names, as those of a pooler do.
 */
const strandedSql = raw(`CASE WHEN ws.status IN ('PENDING', 'ENQUEUED') THEN (
  WITH connected AS MATERIALIZED (
    SELECT count(*) AS n, array_agg(application_name) FILTER (WHERE starts_with(application_name, 'dbos_transact_')) AS names
    FROM pg_stat_get_activity(NULL) WHERE datid = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND usesysid IS NOT NULL AND application_name NOT LIKE 'runlens%')
  SELECT CASE WHEN n = 0 THEN true WHEN names IS NULL OR ws.serialization IS DISTINCT FROM 'js_superjson' THEN false
    WHEN ws.status = 'PENDING'
      THEN left(concat('dbos_transact_', ws.executor_id, '_', ws.application_version), ${longestName}) <> ALL(names)
    ELSE ws.application_version IS NOT NULL AND NOT EXISTS (SELECT FROM unnest(names) name
      WHERE length(name) >= ${longestName} OR right(name, length(ws.application_version) + 1) = '_' || ws.application_version) END
  FROM connected) END`);
