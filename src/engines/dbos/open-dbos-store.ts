import * as v from 'valibot';
import type { RunStore } from '../../contract/run-store.ts';
import { epochMs, postgresFlavor } from '../../query-sql/filter-dialect.ts';
import { joinSql, raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import { anyText, asciiText, mostlyAsciiText, repeatedId } from '../../query-sql/text-sql.ts';
import { createCachedRead } from '../kit/cached-read.ts';
import { type DatabaseStoreOptions, defineTables } from '../kit/define-tables.ts';
import { type EngineDatabase, type EngineSchema, layoutMs, type Statement } from '../kit/engine-database.ts';
import type { Project } from '../kit/project-package.ts';
import type { Signal } from '../kit/run-source.ts';
import type { SqlTable } from '../kit/sql-runs.ts';
import { createActs } from './act-on-workflow.ts';
import {
  decodeFailure,
  decodeInput,
  decodeStored,
  operationSchema,
  toWorkflowSummary,
  toWorkItems,
  type Workflow,
  workflowSchema,
  workflowStatuses,
} from './workflow-row.ts';

const lacks = {
  fields: ['model', 'service', 'cost', 'messages', 'log', 'key'],
  reason: 'DBOS keeps no',
} as const;

export async function openDbosStore(options: DatabaseStoreOptions & Project): Promise<RunStore> {
  return defineTables<Workflow>(options, database => {
    const readLayout = createLayout(database);
    return {
      runs: {
        row: workflowSchema,
        table: async options => workflowTable(await readLayout(options)),
        placeOf: ({ id, own }) => ({ createdAt: own.created_at, id }),
        statuses: workflowStatuses,
      },
      version: versionSql,
      lacks,
      summary: toWorkflowSummary,
      payloads: async (rows, options) =>
        loadPayloads(database, await readLayout(options), rows.slice(0, mostRows), options),
      raw: ({ own }) => own,
      work: (row, options) => readWork(database, row, options),
      ...createActs({ ...options, database }),
      checked: {
        tables: ['workflow_status', 'operation_outputs', 'dbos_migrations'],
        written: ['workflow_status'],
        version: ({ table }) => sql`SELECT max(version)::text AS version FROM ${table('dbos_migrations')}`,
      },
    };
  });
}

const layoutSchema = v.object({ migration: v.number() });

function createLayout({ schema, read }: EngineDatabase) {
  const find = async (): Promise<Layout> => {
    const found = await schema();
    const statement = sql`SELECT max(version) AS migration FROM ${found.table('dbos_migrations')}`;
    return { schema: found, version: (await read(layoutSchema, statement))[0]?.migration ?? 0 };
  };
  return createCachedRead(find, { leastMs: layoutMs });
}

const text = v.nullable(v.string());
const payloadSchema = v.object({ input: text, output: text, error: text });
/** Few, since DBOS does not say how large payloads are. */
const mostRows = 20;

async function loadPayloads(
  database: EngineDatabase,
  layout: Layout,
  rows: readonly Workflow[],
  options: Signal,
) {
  const ids = rows.map(({ id }) => id);
  const stored = (name: string) => sql`${payloadSql(layout, name)} AS ${raw(name)}`;
  const statement = sql`SELECT ${stored('input')}, ${stored('output')}, ${stored('error')}
    FROM unnest(${ids}::text[]) WITH ORDINALITY w (id, n)
    LEFT JOIN ${layout.schema.table('workflow_status')} ws ON ws.workflow_uuid = w.id ORDER BY w.n`;
  return (await database.read(payloadSchema, statement, options)).map(({ input, output, error }) => ({
    ...{ input: decodeInput(input), output: decodeStored(output), error: decodeFailure(error).at(-1) },
  }));
}

async function readWork(database: EngineDatabase, row: Workflow, options: Signal) {
  const operations: Statement =
    schema => sql`SELECT o.function_id AS place, o.function_name AS name, o.output, o.error,
      o.started_at_epoch_ms AS started_at, o.completed_at_epoch_ms AS completed_at,
      o.child_workflow_id AS child_id, c.status AS child_status, c.completed_at AS child_ended_at
    FROM ${schema.table('operation_outputs')} o
    LEFT JOIN ${schema.table('workflow_status')} c ON c.workflow_uuid = o.child_workflow_id
    WHERE o.workflow_uuid = ${row.id} ORDER BY o.function_id`;
  return { items: toWorkItems(row, await database.read(operationSchema, operations, options)) };
}

/** DBOS announces no changes: compares indexed times, and PostgreSQL's counts of writes. */
function versionSql({ table, name }: EngineSchema): Sql {
  const runs = table('workflow_status');
  return sql`SELECT concat_ws(',', (SELECT max(created_at) FROM ${runs}), (SELECT max(completed_at) FROM ${runs}),
    (SELECT max(started_at_epoch_ms) FROM ${runs}), (SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables
      WHERE schemaname = ${name} AND relname IN ('workflow_status', 'operation_outputs'))) AS version`;
}

type Layout = {
  readonly schema: EngineSchema;
  /** 108 in DBOS 4.27, 123 in DBOS 5.3. */
  readonly version: number;
};

const newestVersion = 123;
const payloadTablesSince = 109;

const isOfRun = raw('o.workflow_uuid = ws.workflow_uuid');

const payloads = ['inputs', 'output', 'error', 'request'];

/** Columns but the payloads as `own.name`: one JSON of them would take longer than all else. */
function ownColumns({ schema: { columns, column } }: Layout): Sql {
  const own = columns.filter(name => !payloads.includes(name));
  return joinSql(
    own.map(name => sql`${column(name, 'ws')} AS ${raw(`"own.${name.replaceAll('"', '""')}"`)}`),
    ', ',
  );
}

function workflowTable(layout: Layout): SqlTable {
  const { table } = layout.schema;
  const steps = table('operation_outputs');
  const finished =
    raw(`CASE WHEN ws.status IN ('SUCCESS', 'ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED')
    THEN coalesce(ws.completed_at, ws.updated_at) ELSE ws.completed_at END`);
  // A run without a queue starts at its creation; a cancel deletes queue and start.
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

function payloadSql({ schema, version }: Layout, name: string): Sql {
  const [column, table] = name === 'input' ? ['inputs', 'workflow_input'] : [name, 'workflow_output'];
  const own = raw(`ws.${column}`);
  if (version < payloadTablesSince) return own;
  return sql`coalesce((SELECT p.${raw(column)} FROM ${schema.table(table)} p WHERE p.workflow_uuid = ws.workflow_uuid), ${own})`;
}

/** Longer than any error that DBOS writes itself. A longer text is read with the whole run. */
const mostErrorText = 262_144;

/** The step that failed a run, or the run that it waited for, has the same error as the run. */
function failureSql(layout: Layout): Sql {
  return sql`CASE WHEN ws.status = 'ERROR' THEN (
    SELECT json_build_object('error', left(e.error, ${mostErrorText}), 'step', (
      SELECT coalesce(c.name, o.function_name) FROM ${layout.schema.table('operation_outputs')} o
      LEFT JOIN ${layout.schema.table('workflow_status')} c ON c.workflow_uuid = o.child_workflow_id
      WHERE ${isOfRun} AND o.error = e.error ORDER BY o.function_id DESC LIMIT 1))
    FROM (SELECT ${payloadSql(layout, 'error')} AS error OFFSET 0) e) END`;
}

const longestName = 63;

/**
 * An executor's connections have its name and version (`dbos_transact_local_1`). Only that executor goes on
 * with a pending run; any of the version takes a queued one. False where nobody can know: for runs that
 * TypeScript did not write, or where connections have other names, as behind a pooler.
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
