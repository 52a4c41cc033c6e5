import { statSync } from 'node:fs';
import * as v from 'valibot';
import { mayWrite, readLockHolders } from '../../drivers/sqlite/lock-holders.ts';
import { openReadOnly } from '../../drivers/sqlite/open-existing.ts';
import { InspectorError } from '../../model/errors.ts';
import { parseExactJson } from '../../model/payload/json-text.ts';
import { processStartedAt } from '../../programs/process-identity.ts';
import { empty, joinSql, raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import { createRunList, type MastraRow, msOf, type Opened, readRows, snapshot } from './run-list.ts';

const text = v.nullable(v.string());
const number = v.nullable(v.number());

const lastOfYears = Date.UTC(9_999, 11, 31, 23, 59, 59, 999);

/** Mastra writes times in ISO 8601, with four digits for the year. */
function toIso(ms: number): string {
  return new Date(Math.min(Math.max(ms, 0), lastOfYears)).toISOString();
}

const stepSchema = v.object({
  id: v.string(),
  status: text,
  from: number,
  to: number,
  paused: number,
  resumed: number,
  path: v.fallback(v.array(v.string()), []),
});
export type ListedStep = v.InferOutput<typeof stepSchema>;

const json = v.pipe(
  text,
  v.transform((given): unknown => (given === null ? undefined : parseExactJson(given))),
);
const briefSchema = v.object({
  ...{ resource: text, error: json, graph: json },
  steps: v.fallback(v.pipe(json, v.array(stepSchema)), []),
});
export type Brief = v.InferOutput<typeof briefSchema>;

const member = (name: string) =>
  raw(`CASE typeof(c.value ->> '$.${name}') WHEN 'integer' THEN c.value ->> '$.${name}' END`);
/** Not by rowid: a row that Mastra writes again gets another one. */
const isRun = ({ name, key }: Pick<MastraRow, 'name' | 'key'>) =>
  sql`s.workflow_name = ${name} AND s.run_id = ${key}`;
/** MATERIALIZED, so that the values of a large snapshot are read from one copy, which is checked once. */
const briefSql = (row: MastraRow) => sql`
  WITH s AS MATERIALIZED (SELECT resourceId AS resource, ${snapshot} AS whole FROM mastra_workflow_snapshot s
    WHERE ${isRun(row)})
  SELECT resource, coalesce(whole -> '$.error', (SELECT c.value -> '$.error' FROM json_each(whole, '$.context') c
      WHERE CASE c.type WHEN 'object' THEN c.value ->> '$.status' END = 'failed' ORDER BY c.id DESC LIMIT 1)) AS error,
    CASE WHEN whole ->> '$.status' = 'waiting' THEN whole -> '$.serializedStepGraph' END AS graph,
    (SELECT json_group_array(json_object('id', c.key, 'status', CAST(c.value ->> '$.status' AS TEXT),
        'from', ${member('startedAt')}, 'to', ${member('endedAt')},
        'paused', ${member('suspendedAt')}, 'resumed', ${member('resumedAt')},
        'path', c.value -> '$.suspendPayload.__workflow_meta.path'))
      FROM json_each(whole, '$.context') c WHERE c.type = 'object' AND c.key <> 'input') AS steps
  FROM s`;

const spanSchema = v.object({
  ...{ traceId: v.string(), spanId: v.string(), parentSpanId: text, name: v.string(), spanType: v.string() },
  ...{ entityId: text, entityName: text, runId: text, userId: text, startedAt: v.number(), endedAt: number },
  ...{ attributes: json, metadata: json, input: json, output: json, error: json },
});
/** A row of `mastra_ai_spans` (@mastra/libsql 1.23). */
export type SpanRow = v.InferOutput<typeof spanSchema>;

const jsonColumns = ['attributes', 'metadata', 'input', 'output', 'error'].map(name =>
  raw(`CASE WHEN json_valid(${name}, 9) THEN json(${name}) END AS ${name}`),
);
const spansSql = sql`SELECT traceId, spanId, parentSpanId, name, spanType, entityId, entityName, runId, userId,
    coalesce(${msOf('startedAt')}, 0) AS startedAt, ${msOf('endedAt')} AS endedAt, ${joinSql(jsonColumns, ', ')}
  FROM mastra_ai_spans WHERE spanType <> 'model_chunk' AND traceId IN `;

const busyTimeoutMs = 250;
const idleMs = 2_000;
const askAgainMs = 1_000;

export type MastraFile = ReturnType<typeof createMastraFile>;

/** Opens the file when it is read, and closes it when nothing was read for a while. */
export function createMastraFile(path: string) {
  let opened: (Opened & { readonly ino: number }) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let lastSince: readonly number[] | undefined;

  function open() {
    const ino = statSync(path, { throwIfNoEntry: false })?.ino ?? 0;
    if (opened && opened.ino !== ino) close();
    if (!opened) {
      const db = openReadOnly(path, busyTimeoutMs);
      const names = db.prepare('SELECT name FROM sqlite_master').pluck().all();
      if (!names.includes('mastra_workflow_snapshot')) {
        db.close();
        throw new InspectorError('unreadable', `${path} holds no tables of Mastra`, {
          hint: 'name the file of the application whose LibSQLStore keeps its workflows',
        });
      }
      opened = { db, ino, hasSpans: names.includes('mastra_ai_spans') };
    }
    clearTimeout(timer);
    timer = setTimeout(close, idleMs).unref();
    return opened;
  }

  function close(): void {
    clearTimeout(timer);
    opened?.db.close();
    opened = undefined;
  }

  const list = createRunList(path, open);
  const rows = <T>(schema: v.GenericSchema<unknown, T>, statement: Sql) =>
    readRows(open().db, schema, statement);

  return {
    close,
    list,
    brief: (row: MastraRow): Brief | undefined => rows(briefSchema, briefSql(row))[0],
    snapshot(row: MastraRow): unknown {
      const whole = sql`SELECT json(${snapshot}) AS whole FROM mastra_workflow_snapshot s WHERE ${isRun(row)}`;
      return rows(v.object({ whole: json }), whole)[0]?.whole;
    },
    /** Differs whenever a run was written, or a process opened or closed the file. */
    version: async () => `${await list.version()} ${since()}`,
    /**
     * The other workflows of the run's id, which may be above it or below it, with the names of their steps
     * but for those whose workflows had run ids of their own.
     */
    relatives(row: MastraRow, isFresh = false) {
      return list.namesBeside(row, isFresh).flatMap(name =>
        rows(
          relativeSchema,
          sql`SELECT s.workflow_name AS name, ${snapshot} -> '$.serializedStepGraph' AS graph, (SELECT json_group_array(c.key) FROM json_each(${snapshot}, '$.context') c
              WHERE CASE c.type WHEN 'object' THEN c.value ->> '$.metadata.nestedRunId' END IS NULL) AS steps
            FROM mastra_workflow_snapshot s WHERE ${isRun({ name, key: row.key })}`,
        ),
      );
    },
    /** By time. For lists, empty unless an agent or a model was called. */
    spans({ kind, key, createdAt, updatedAt }: MastraRow, isForList: boolean): readonly SpanRow[] {
      if (!open().hasSpans) return [];
      const roots =
        kind === 'agent'
          ? sql`SELECT traceId FROM mastra_ai_spans WHERE spanId = ${key}`
          : sql`SELECT traceId FROM mastra_ai_spans WHERE parentSpanId IS NULL AND runId = ${key}
              AND startedAt >= ${toIso(createdAt - leadMs)} ${isForList ? sql`AND startedAt < ${toIso(updatedAt + lagMs)}` : empty}`;
      const traces = rows(v.object({ traceId: v.string() }), roots).map(({ traceId }) => traceId);
      const ids = sql`(SELECT value FROM json_each(${JSON.stringify(traces)}))`;
      if (traces.length === 0 || (isForList && kind === 'workflow' && !hasModels(ids))) return [];
      return rows(spanSchema, sql`${spansSql}${ids} ORDER BY startedAt, rowid`);
    },
    /** The start of each process that has the file open; `undefined` where nobody knows. */
    openedSince: since,
  };

  function since(): readonly number[] | undefined {
    if (performance.now() > askedAt + askAgainMs)
      [lastSince, askedAt] = [openedSince(path), performance.now()];
    return lastSince;
  }

  function hasModels(traces: Sql): boolean {
    const one = sql`SELECT 1 AS one FROM mastra_ai_spans WHERE traceId IN ${traces} AND spanType = 'model_generation' LIMIT 1`;
    return rows(v.object({ one: v.number() }), one).length > 0;
  }
}

/** A trace begins about when its run was created, or last written, which a resume does. */
const [leadMs, lagMs] = [1_000, 60_000];
const relativeSchema = v.object({ name: v.string(), graph: json, steps: v.pipe(json, v.array(v.string())) });

/** An application holds a lock on the `-shm` as long as it has the file open. */
function openedSince(path: string): readonly number[] | undefined {
  const holders = readLockHolders(path);
  const shm = statSync(`${path}-shm`, { throwIfNoEntry: false })?.ino;
  if (!holders || shm === undefined) return undefined;
  const others = [...(holders.get(shm) ?? [])].filter(id => id !== process.pid && mayWrite(id, path));
  return others.map(id => processStartedAt(id) ?? 0).sort((a, b) => a - b);
}
