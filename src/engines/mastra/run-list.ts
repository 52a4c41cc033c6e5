import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import * as v from 'valibot';
import { InspectorError } from '../../model/errors.ts';
import { memo } from '../../model/memo.ts';
import type { RunStatus } from '../../model/status.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { epochMs, sqliteFlavor } from '../../query-sql/filter-dialect.ts';
import { raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import { constantTexts, mostlyAsciiText } from '../../query-sql/text-sql.ts';
import { type SqlTable, sqlRuns } from '../kit/sql-runs.ts';

/** The statuses of workflows and agents (@mastra/core 1.71). */
export const statuses: Readonly<Record<string, RunStatus>> = {
  ...{ pending: 'queued', running: 'running', waiting: 'sleeping', suspended: 'waiting', paused: 'waiting' },
  ...{ success: 'success', bailed: 'success', failed: 'failed', tripwire: 'failed', canceled: 'canceled' },
};

const number = v.nullable(v.number());

/** A workflow's snapshot, or the first span of an agent. */
const rowSchema = v.object({
  ...{ kind: v.picklist(['workflow', 'agent']), name: v.string(), key: v.string() },
  ...{ id: v.string(), createdAt: v.number(), updatedAt: v.number(), finishedAt: number },
  ...{ state: v.string(), bytes: v.number() },
});

export type MastraRow = v.InferOutput<typeof rowSchema>;

/** For every run, since nothing is kept of what started it. */
export const trigger = { type: 'api', label: 'API', raw: 'api' };

/** NULL for a broken snapshot, which must break no list. */
export const snapshot = raw('CASE WHEN json_valid(s.snapshot, 9) THEN s.snapshot END');
const output = raw('CASE WHEN json_valid(a.output, 9) THEN a.output END');
export const msOf = (column: string) => raw(`CAST(round(unixepoch(${column}, 'subsec') * 1000) AS INTEGER)`);

/** A run that another process canceled keeps an older time as its end. */
const hasOpenStep = sql`EXISTS (SELECT 1 FROM json_each(${snapshot}, '$.context') c
  WHERE CASE c.type WHEN 'object' THEN c.value ->> '$.status' END = 'running')`;

const workflows = sql`SELECT 'workflow' AS kind, s.workflow_name AS name, s.run_id AS key,
    ${msOf('s.createdAt')} AS "createdAt", ${msOf('s.updatedAt')} AS "updatedAt",
    CASE WHEN ${snapshot} ->> '$.status' = 'canceled' AND ${hasOpenStep} THEN 'unknown'
      ELSE ${snapshot} ->> '$.timestamp' END AS ended, coalesce(CAST(${snapshot} ->> '$.status' AS TEXT), 'unreadable') AS state, length(s.snapshot) AS bytes,
    CASE WHEN instr(s.snapshot, CAST('nestedRunId' AS BLOB)) > 0 THEN (SELECT json_group_array(value)
      FROM json_tree(${snapshot}, '$.context') WHERE path LIKE '%.nestedRunId' OR (key = 'nestedRunId' AND atom IS NOT NULL)) END AS nested
  FROM mastra_workflow_snapshot s WHERE true`;

/** Mastra's own workflows for an agent that waits: the agent is shown instead. */
const ofAgents = raw(
  `s.workflow_name NOT IN ('agentic-loop', 'executionWorkflow', 'durable-agentic-loop', 'durable-agentic-execution')`,
);

/** Agents outside of workflows. The size of their spans is unknown until they are read. */
const agents = sql`SELECT 'agent' AS kind, coalesce(a.entityName, a.name) AS name, a.spanId AS key,
    ${msOf('a.startedAt')} AS "createdAt", ${msOf('coalesce(a.endedAt, a.startedAt)')} AS "updatedAt", NULL AS ended,
    CASE WHEN a.error IS NOT NULL THEN 'failed' WHEN a.endedAt IS NULL THEN 'running'
      WHEN ${output} ->> '$.tripwire' IS NOT NULL THEN 'tripwire'
      WHEN ${output} ->> '$.status' = 'suspended' THEN 'suspended' ELSE 'success' END AS state, 100000 AS bytes,
    NULL AS nested
  FROM mastra_ai_spans a WHERE a.parentSpanId IS NULL AND a.spanType = 'agent_run'`;

const active = raw(`('pending', 'running', 'waiting', 'suspended', 'paused')`);

function toRows(from: Sql): Sql {
  return sql`SELECT kind, coalesce(name, '') AS name, coalesce(key, '') AS key,
      coalesce(name, '') || ':' || coalesce(key, '') AS id, state, coalesce("createdAt", 0) AS "createdAt",
      coalesce("updatedAt", 0) AS "updatedAt", coalesce(bytes, 0) AS bytes,
      CASE WHEN state IN ${active} THEN NULL WHEN ended = 'unknown' THEN NULL
        WHEN typeof(ended) = 'integer' THEN ended ELSE "updatedAt" END AS "finishedAt", nested
    FROM (${from})`;
}

const id = raw('w.id');
const name = raw('w.name');
const state = raw('w.state');

const listTable: SqlTable = {
  flavor: sqliteFlavor,
  ...{ select: raw('w.*'), from: raw('w'), kind: raw('w.kind'), id, name, state },
  columns: {
    id: mostlyAsciiText(id, sqliteFlavor),
    name: mostlyAsciiText(name, sqliteFlavor),
    createdAt: epochMs(raw('w."createdAt"')),
    finishedAt: epochMs(raw('w."finishedAt"')),
    trigger: constantTexts(Object.values(trigger)),
    errorSummary: raw(`w.state IN ('failed', 'tripwire')`),
  },
};

export type Opened = { readonly db: Database.Database; readonly hasSpans: boolean };

/** A list reads every snapshot, so the next one waits this many times as long as it took. */
const restTimes = 10;
/** Acts rely on no older list. */
const freshMs = 1_000;

/** Keeps all runs in memory, ordered by time: an ordered list of Mastra's own tables reads every payload. */
export function createRunList(path: string, open: () => Opened) {
  const memory = new Database(':memory:');
  memory.exec(`CREATE TABLE w (kind, name, key, id, state, "createdAt", "updatedAt", bytes, "finishedAt");
    CREATE INDEX by_time ON w ("createdAt"); CREATE INDEX by_key ON w (key);
    CREATE TABLE nested (child, parent); CREATE INDEX by_child ON nested (child)`);
  let [stamp, listedAt, restsUntil] = ['', 0, 0];

  function list(isFresh = false): Database.Database {
    const now = stampOf(path);
    const rests = isFresh ? Math.min(restsUntil, listedAt + freshMs) : restsUntil;
    if (now === stamp || performance.now() < rests) return memory;
    const startAt = performance.now();
    const { db, hasSpans } = open();
    const { sql: statement } = toRows(
      hasSpans ? sql`${workflows} AND ${ofAgents} UNION ALL ${agents}` : workflows,
    );
    const found = db.prepare<[], unknown[]>(statement).raw().all();
    const nest = memory.prepare('INSERT INTO nested SELECT value, ? FROM json_each(?)');
    const insert = memory.prepare('INSERT INTO w VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
    memory.transaction(() => {
      memory.exec('DELETE FROM w; DELETE FROM nested');
      for (const row of found) insert.run(...row.slice(0, -1));
      for (const row of found.filter(one => one.at(-1) !== null)) nest.run(row[3], row.at(-1));
    })();
    const tookMs = performance.now() - startAt;
    [stamp, listedAt, restsUntil] = [now, startAt, performance.now() + tookMs * restTimes];
    return memory;
  }

  return {
    ...sqlRuns<MastraRow>({
      ...{ table: () => listTable, row: rowSchema, placeOf: row => row, statuses },
      read: async (schema, statement) => readRows(list(), schema, statement),
    }),
    /** Reads the run anew; its name may have colons, too. Rejects where two runs have the id. */
    async find(id: string): Promise<MastraRow | undefined> {
      const { db, hasSpans } = open();
      const found = [...id.matchAll(/:/g)].flatMap(({ index }) => {
        const [name, key] = [id.slice(0, index), id.slice(index + 1)];
        const workflow = sql`${workflows} AND s.workflow_name = ${name} AND s.run_id = ${key}`;
        const agent = sql`${agents} AND a.spanId = ${key} AND coalesce(a.entityName, a.name) = ${name}`;
        const either = hasSpans ? sql`${workflow} UNION ALL ${agent}` : workflow;
        return readRows(db, rowSchema, toRows(either)).slice(0, 1);
      });
      if (found.length <= 1) return found[0];
      const names = found.map(({ name, key }) => `${key} of ${name}`).join(', ');
      throw new InspectorError('conflict', sanitizeLine(`${id} is the id of several runs: ${names}`));
    },
    /** The run that has this one among its children with run ids of their own. */
    parentOf({ key }: MastraRow, isFresh = false): string | undefined {
      const above = sql`SELECT parent FROM nested WHERE child = ${key} LIMIT 1`;
      return readRows(list(isFresh), v.object({ parent: v.string() }), above)[0]?.parent;
    },
    namesBeside({ name, key }: MastraRow, isFresh = false): readonly string[] {
      const beside = sql`SELECT name FROM w WHERE w.key = ${key} AND w.kind = 'workflow' AND w.name <> ${name}`;
      return readRows(list(isFresh), v.object({ name: v.string() }), beside).map(({ name }) => name);
    },
    version: async () => (performance.now() < restsUntil ? stamp : stampOf(path)),
  };
}

const statementsOf = memo((_: Database.Database) => new Map<string, Database.Statement>());

/** Rows of another form are left out: a newer version may write them. */
export function readRows<T>(db: Database.Database, schema: v.GenericSchema<unknown, T>, statement: Sql) {
  const known = statementsOf(db);
  const prepared = known.get(statement.sql) ?? db.prepare(statement.sql);
  known.set(statement.sql, prepared);
  return prepared.all(...statement.values).flatMap((row): readonly T[] => {
    const read = v.safeParse(schema, row);
    return read.success ? [read.output] : [];
  });
}

/** A file written less than this ago may be written again with the same time. */
const settledMs = 100;

/** Writes are in the `-wal` first. */
function stampOf(path: string): string {
  const stats = ['', '-wal'].map(ending => statSync(path + ending, { throwIfNoEntry: false }));
  const isSettled = stats.every(one => one === undefined || Date.now() - one.mtimeMs > settledMs);
  const written = stats.map(one => `${one?.ino} ${one?.size} ${one?.mtimeMs}`);
  return [...written, ...(isSettled ? [] : [performance.now()])].join();
}
