import { statSync } from 'node:fs';
import type Database from 'better-sqlite3';
import * as v from 'valibot';
import { readLockHolders } from '../../drivers/sqlite/lock-holders.ts';
import { openReadOnly } from '../../drivers/sqlite/open-existing.ts';
import { InspectorError } from '../../model/errors.ts';
import { parseExactJson } from '../../model/payload/json-text.ts';
import type { RunStatus } from '../../model/status.ts';
import { processStartedAt } from '../../programs/process-identity.ts';
import { sqliteFlavor, timeColumn } from '../../query-sql/sql-flavor.ts';
import { empty, joinSql, raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import { constantTexts, mostlyAsciiText } from '../../query-sql/text-sql.ts';
import type { SqlRuns, SqlTable } from '../kit/sql-runs.ts';

/** The words of workflows and agents for how they stand (@mastra/core 1.71). */
export const statuses: Readonly<Record<string, RunStatus>> = {
  ...{ pending: 'queued', running: 'running', waiting: 'sleeping', suspended: 'waiting', paused: 'waiting' },
  ...{ success: 'success', bailed: 'success', failed: 'failed', tripwire: 'failed', canceled: 'canceled' },
};

const text = v.nullable(v.string());
const number = v.nullable(v.number());

/** What a list knows of a run: a workflow's snapshot, or the first span of an agent. */
export const rowSchema = v.object({
  ...{ kind: v.picklist(['workflow', 'agent']), place: v.number(), name: v.string(), key: v.string() },
  ...{ id: v.string(), createdAt: v.number(), updatedAt: v.number(), finishedAt: number },
  /** `null` where it cannot be read. */
  state: text,
  bytes: v.number(),
});

export type MastraRow = v.InferOutput<typeof rowSchema>;

/** Every run has it: nothing is kept of what started one. */
export const trigger = { type: 'api', label: 'API', raw: 'api' };

const snapshot = raw('CASE WHEN json_valid(s.snapshot, 9) THEN s.snapshot END');
const output = raw('CASE WHEN json_valid(a.output, 9) THEN a.output END');
/** As Mastra writes times, in the order of their texts; empty for what is none. */
const isoOf = (column: string) => `CASE WHEN ${column} GLOB '????-??-??T??:??:??.???Z' THEN ${column}
  ELSE coalesce(strftime('%Y-%m-%dT%H:%M:%fZ', ${column}), '') END`;
const msOf = (column: Sql) => sql`CAST(round(unixepoch(${column}, 'subsec') * 1000) AS INTEGER)`;

const workflows = sql`SELECT 'workflow' AS kind, s.rowid AS place, coalesce(s.workflow_name, '') AS name,
    coalesce(s.run_id, '') AS key, ${raw(isoOf('s.createdAt'))} AS created, s.updatedAt AS updated, ${snapshot} ->> '$.status' AS state,
    coalesce(${snapshot} ->> '$.timestamp', ${msOf(raw('s.updatedAt'))}) AS ended, length(s.snapshot) AS bytes
  FROM mastra_workflow_snapshot s`;

/** Agents that no workflow ran. */
const agents = sql`SELECT 'agent' AS kind, a.rowid AS place, coalesce(a.entityName, a.name) AS name, a.spanId AS key,
    ${raw(isoOf('a.startedAt'))} AS created, coalesce(a.endedAt, a.startedAt) AS updated,
    CASE WHEN a.error IS NOT NULL THEN 'failed' WHEN a.endedAt IS NULL THEN 'running'
      WHEN ${output} ->> '$.tripwire' IS NOT NULL THEN 'tripwire'
      WHEN ${output} ->> '$.status' = 'suspended' THEN 'suspended' ELSE 'success' END AS state,
    ${msOf(raw('a.endedAt'))} AS ended, 100000 AS bytes
  FROM mastra_ai_spans a WHERE a.parentSpanId IS NULL AND a.spanType = 'agent_run'`;

const isActiveState = `w.state IN ('pending', 'running', 'waiting', 'suspended', 'paused')`;
const ended = raw(`CASE WHEN ${isActiveState} THEN NULL ELSE w.ended END`);
const id = raw(`w.name || ':' || w.key`);
const created = raw('w.created');

function tableOf(hasSpans: boolean): SqlTable {
  const runs = hasSpans ? sql`${workflows} UNION ALL ${agents}` : workflows;
  const finished = timeColumn({ column: ended, ms: ended, at: ms => sql`${ms}` });
  return {
    flavor: sqliteFlavor,
    select: sql`w.kind, w.place, w.name, w.key, ${id} AS id, w.state, ${ended} AS "finishedAt", coalesce(w.bytes, 0) AS bytes,
      coalesce(${msOf(created)}, 0) AS "createdAt", coalesce(${msOf(raw('w.updated'))}, 0) AS "updatedAt"`,
    from: sql`(${runs}) w`,
    name: raw('w.name'),
    state: raw('w.state'),
    kind: raw('w.kind'),
    id,
    hasId: wanted => sql`(${joinSql([raw('false'), ...splitId(wanted)], ' OR ')})`,
    columns: {
      id: mostlyAsciiText(id, sqliteFlavor),
      name: mostlyAsciiText(raw('w.name'), sqliteFlavor),
      createdAt: timeColumn({ column: created, ms: msOf(created), at: ms => sql`${toIso(ms)}` }),
      finishedAt: finished,
      trigger: constantTexts(Object.values(trigger)),
      errorSummary: raw(`w.state IN ('failed', 'tripwire')`),
    },
  };
}

/** A name may have colons, too. In this form an index finds the run. */
function splitId(wanted: string): readonly Sql[] {
  const colons = [...wanted.matchAll(/:/g)].slice(0, mostColons);
  return colons.map(
    ({ index }) => sql`w.name = ${wanted.slice(0, index)} AND w.key = ${wanted.slice(index + 1)}`,
  );
}

const mostColons = 20;
const lastOfYears = Date.UTC(9_999, 11, 31, 23, 59, 59, 999);

/** Times are texts of ISO 8601 with four digits for the year. */
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
});
/** A step as a list needs it, with its times. */
export type ListedStep = v.InferOutput<typeof stepSchema>;

const json = v.pipe(
  text,
  v.transform((given): unknown => (given === null ? undefined : parseExactJson(given))),
);
const briefSchema = v.object({
  ...{ resource: text, error: json, graph: json },
  steps: v.fallback(v.pipe(json, v.array(stepSchema)), []),
});
/** What a list needs of a snapshot. */
export type Brief = v.InferOutput<typeof briefSchema>;

const member = (name: string) =>
  raw(`CASE typeof(c.value ->> '$.${name}') WHEN 'integer' THEN c.value ->> '$.${name}' END`);
const briefSql = sql`SELECT s.resourceId AS resource, ${snapshot} -> '$.error' AS error,
    CASE WHEN ${snapshot} ->> '$.status' = 'waiting' THEN ${snapshot} -> '$.serializedStepGraph' END AS graph,
    (SELECT json_group_array(json_object('id', c.key, 'status', CAST(c.value ->> '$.status' AS TEXT),
        'from', ${member('startedAt')}, 'to', ${member('endedAt')},
        'paused', ${member('suspendedAt')}, 'resumed', ${member('resumedAt')}))
      FROM json_each(${snapshot}, '$.context') c WHERE c.type = 'object' AND c.key <> 'input') AS steps
  FROM mastra_workflow_snapshot s WHERE s.rowid = `;

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
    coalesce(${msOf(raw('startedAt'))}, 0) AS startedAt, ${msOf(raw('endedAt'))} AS endedAt, ${joinSql(jsonColumns, ', ')}
  FROM mastra_ai_spans WHERE spanType <> 'model_chunk' AND traceId IN `;

const busyTimeoutMs = 250;
const idleMs = 2_000;
/** After a list was read for so long, changes are not looked at for so many times longer. */
const restTimes = 10;

export type MastraFile = ReturnType<typeof createMastraFile>;

/** The file of an application: opened when it is read, and closed when nothing was read for a while. */
export function createMastraFile(path: string) {
  let opened:
    | { readonly db: Database.Database; readonly ino: number; readonly hasSpans: boolean }
    | undefined;
  let timer: NodeJS.Timeout | undefined;
  let [stamp, restsUntil] = ['', 0];

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

  function rows<T>(schema: v.GenericSchema<unknown, T>, statement: Sql): readonly T[] {
    const found = open()
      .db.prepare(statement.sql)
      .all(...statement.values);
    return found.flatMap(row => {
      const read = v.safeParse(schema, row);
      return read.success ? [read.output] : [];
    });
  }

  const runs: SqlRuns<MastraRow> = {
    table: () => tableOf(open().hasSpans),
    async read(schema, statement) {
      const startAt = performance.now();
      const found = rows(schema, statement);
      restsUntil = Math.max(restsUntil, performance.now() + (performance.now() - startAt) * restTimes);
      return found;
    },
    row: rowSchema,
    placeOf: row => row,
    statuses,
  };

  return {
    runs,
    close,
    /** Another one whenever something was written. */
    version(): string {
      if (performance.now() >= restsUntil) stamp = stampOf(path);
      return stamp;
    },
    brief: ({ place }: MastraRow): Brief | undefined => rows(briefSchema, sql`${briefSql}${place}`)[0],
    /** All that is kept of a workflow. */
    snapshot({ place }: MastraRow): unknown {
      const whole = sql`SELECT json(${snapshot}) AS whole FROM mastra_workflow_snapshot s WHERE s.rowid = ${place}`;
      return rows(v.object({ whole: json }), whole)[0]?.whole;
    },
    /** The other workflows of its run id, which are above it or below it, with the names of their steps. */
    relatives({ name, key }: MastraRow) {
      const known = sql`WITH RECURSIVE known (name) AS (SELECT min(workflow_name) FROM mastra_workflow_snapshot
        UNION ALL SELECT (SELECT min(workflow_name) FROM mastra_workflow_snapshot WHERE workflow_name > name)
          FROM known WHERE name IS NOT NULL)`;
      const steps = sql`(SELECT json_group_array(c.key) FROM json_each(${snapshot}, '$.context') c)`;
      return rows(
        relativeSchema,
        sql`${known} SELECT s.workflow_name AS name, ${steps} AS steps FROM known JOIN mastra_workflow_snapshot s
          ON s.workflow_name = known.name AND s.run_id = ${key} WHERE s.workflow_name <> ${name}`,
      );
    },
    /** The spans of its traces, by time; for lists the first of them, where it has calls of models. */
    spans({ kind, key, createdAt }: MastraRow, isForList: boolean): readonly SpanRow[] {
      if (!open().hasSpans) return [];
      const roots =
        kind === 'agent'
          ? sql`SELECT traceId FROM mastra_ai_spans WHERE spanId = ${key}`
          : sql`SELECT traceId FROM mastra_ai_spans WHERE parentSpanId IS NULL AND runId = ${key}
              AND startedAt >= ${toIso(createdAt - leadMs)} ${isForList ? sql`AND startedAt < ${toIso(createdAt + lagMs)}` : empty}`;
      const traces = rows(v.object({ traceId: v.string() }), roots).map(({ traceId }) => traceId);
      const ids = sql`(SELECT value FROM json_each(${JSON.stringify(traces)}))`;
      if (traces.length === 0 || (isForList && kind === 'workflow' && !hasModels(ids))) return [];
      return rows(spanSchema, sql`${spansSql}${ids} ORDER BY startedAt, rowid`);
    },
    /** Since when each process that has the file open runs; `undefined` where nobody knows. */
    openedSince: (): readonly number[] | undefined => openedSince(path),
  };

  function hasModels(traces: Sql): boolean {
    const one = sql`SELECT 1 AS one FROM mastra_ai_spans WHERE traceId IN ${traces} AND spanType = 'model_generation' LIMIT 1`;
    return rows(v.object({ one: v.number() }), one).length > 0;
  }
}

/** A trace begins about when its run was created. */
const [leadMs, lagMs] = [1_000, 60_000];
const relativeSchema = v.object({ name: v.string(), steps: v.pipe(json, v.array(v.string())) });

/** What is written is in the `-wal` first. */
function stampOf(path: string): string {
  return ['', '-wal']
    .map(ending => statSync(path + ending, { throwIfNoEntry: false }))
    .map(stats => `${stats?.ino} ${stats?.size} ${stats?.mtimeMs}`)
    .join();
}

/** An application has the `-shm` locked as long as it has the file open. */
function openedSince(path: string): readonly number[] | undefined {
  const holders = readLockHolders(path);
  const shm = statSync(`${path}-shm`, { throwIfNoEntry: false })?.ino;
  if (!holders || shm === undefined) return undefined;
  const others = [...(holders.get(shm) ?? [])].filter(id => id !== process.pid);
  return others.map(id => processStartedAt(id) ?? 0);
}
