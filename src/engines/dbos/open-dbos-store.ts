import * as v from 'valibot';
import type { RunStore } from '../../contract/run-store.ts';
import { raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import { type DatabaseStoreOptions, defineTables } from '../kit/define-tables.ts';
import type { EngineDatabase, EngineSchema } from '../kit/engine-database.ts';
import type { Project } from '../kit/project-package.ts';
import type { Signal } from '../kit/run-source.ts';
import { createActs } from './act-on-workflow.ts';
import { decodeFailure, decodeInput, decodeStored } from './stored-values.ts';
import { toWorkflowSummary, type Workflow, workflowSchema, workflowStatuses } from './workflow-row.ts';
import { type Layout, payloadSql, workflowTable } from './workflow-sql.ts';
import { operationSchema, toWorkItems } from './workflow-work.ts';

const lacks = {
  fields: ['model', 'service', 'cost', 'messages', 'log', 'key'],
  reason: 'DBOS keeps no',
} as const;

/** Opens the workflows of DBOS. Connects when something is read. */
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

/** Reads the version of the schema once. */
function createLayout(database: EngineDatabase): (options: Signal) => Promise<Layout> {
  let known: number | undefined;
  return async options => {
    const schema = await database.schema(options);
    const statement = sql`SELECT max(version) AS migration FROM ${schema.table('dbos_migrations')}`;
    known ??= (await database.read(layoutSchema, statement, options))[0]?.migration ?? 0;
    return { schema, version: known };
  };
}

const text = v.nullable(v.string());
const payloadSchema = v.object({ input: text, output: text, error: text });
/** Most payloads are small, and DBOS does not say how large they are. */
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
  const operations = ({
    table,
  }: EngineSchema) => sql`SELECT o.function_id AS place, o.function_name AS name, o.output, o.error,
      o.started_at_epoch_ms AS started_at, o.completed_at_epoch_ms AS completed_at,
      o.child_workflow_id AS child_id, c.status AS child_status, c.completed_at AS child_ended_at
    FROM ${table('operation_outputs')} o LEFT JOIN ${table('workflow_status')} c ON c.workflow_uuid = o.child_workflow_id
    WHERE o.workflow_uuid = ${row.id} ORDER BY o.function_id`;
  return { items: toWorkItems(row, await database.read(operationSchema, operations, options)) };
}

/** No channel tells of changes: the newest times, which have indexes, and PostgreSQL's counts of writes. */
function versionSql({ table, name }: EngineSchema): Sql {
  const runs = table('workflow_status');
  return sql`SELECT concat_ws(',', (SELECT max(created_at) FROM ${runs}), (SELECT max(completed_at) FROM ${runs}),
    (SELECT max(started_at_epoch_ms) FROM ${runs}), (SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables
      WHERE schemaname = ${name} AND relname IN ('workflow_status', 'operation_outputs'))) AS version`;
}
