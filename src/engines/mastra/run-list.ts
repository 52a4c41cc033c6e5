import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import * as v from 'valibot';
import type { RunStatus } from '../../model/status.ts';
import { epochMs, sqliteFlavor } from '../../query-sql/sql-flavor.ts';
import { raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import { constantTexts, mostlyAsciiText } from '../../query-sql/text-sql.ts';
import { type SqlTable, sqlRuns } from '../kit/sql-runs.ts';

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

/** What can be read of a workflow: one that is broken breaks no list. */
export const snapshot = raw('CASE WHEN json_valid(s.snapshot, 9) THEN s.snapshot END');
const output = raw('CASE WHEN json_valid(a.output, 9) THEN a.output END');
export const msOf = (column: string) => raw(`CAST(round(unixepoch(${column}, 'subsec') * 1000) AS INTEGER)`);

const workflows = sql`SELECT 'workflow' AS kind, s.rowid AS place, s.workflow_name AS name, s.run_id AS key,
    ${msOf('s.createdAt')} AS "createdAt", ${msOf('s.updatedAt')} AS "updatedAt",
    ${snapshot} ->> '$.timestamp' AS ended, ${snapshot} ->> '$.status' AS state, length(s.snapshot) AS bytes
  FROM mastra_workflow_snapshot s`;

/** Agents that no workflow ran. Nothing tells the size of their spans before they are read. */
const agents = sql`SELECT 'agent' AS kind, a.rowid AS place, coalesce(a.entityName, a.name) AS name, a.spanId AS key,
    ${msOf('a.startedAt')} AS "createdAt", ${msOf('coalesce(a.endedAt, a.startedAt)')} AS "updatedAt", NULL AS ended,
    CASE WHEN a.error IS NOT NULL THEN 'failed' WHEN a.endedAt IS NULL THEN 'running'
      WHEN ${output} ->> '$.tripwire' IS NOT NULL THEN 'tripwire'
      WHEN ${output} ->> '$.status' = 'suspended' THEN 'suspended' ELSE 'success' END AS state, 100000 AS bytes
  FROM mastra_ai_spans a WHERE a.parentSpanId IS NULL AND a.spanType = 'agent_run'`;

const active = raw(`('pending', 'running', 'waiting', 'suspended', 'paused')`);

/** Rows of \`rowSchema\` of those of the file. */
function toRows(from: Sql): Sql {
  return sql`SELECT kind, place, coalesce(name, '') AS name, coalesce(key, '') AS key,
      coalesce(name, '') || ':' || coalesce(key, '') AS id, state, coalesce("createdAt", 0) AS "createdAt",
      coalesce("updatedAt", 0) AS "updatedAt", coalesce(bytes, 0) AS bytes,
      CASE WHEN state IN ${active} THEN NULL WHEN typeof(ended) = 'integer' THEN ended ELSE "updatedAt" END AS "finishedAt"
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

/** The database of an application, as it is open now. */
export type Opened = { readonly db: Database.Database; readonly hasSpans: boolean };

/** After a list took so long, what changes is listed so many times later: no index orders the runs by time. */
const restTimes = 10;

/** All runs in the order of their times, kept in memory: a list of Mastra's own reads every payload. */
export function createRunList(path: string, open: () => Opened) {
  const memory = new Database(':memory:');
  memory.exec(`CREATE TABLE w (kind, place, name, key, id, state, "createdAt", "updatedAt", bytes, "finishedAt");
    CREATE INDEX by_time ON w ("createdAt"); CREATE INDEX by_key ON w (key)`);
  let [stamp, restsUntil] = ['', 0];

  /** Lists all runs again where something was written, unless that was done a moment ago. */
  function list(): Database.Database {
    const now = stampOf(path);
    if (now === stamp || performance.now() < restsUntil) return memory;
    const startAt = performance.now();
    const { db, hasSpans } = open();
    const { sql: statement } = toRows(hasSpans ? sql`${workflows} UNION ALL ${agents}` : workflows);
    const found = db.prepare<[], unknown[]>(statement).raw().all();
    const insert = memory.prepare('INSERT INTO w VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    memory.transaction(() => {
      memory.exec('DELETE FROM w');
      for (const row of found) insert.run(...row);
    })();
    [stamp, restsUntil] = [now, performance.now() + (performance.now() - startAt) * restTimes];
    return memory;
  }

  return {
    ...sqlRuns<MastraRow>({
      ...{ table: () => listTable, row: rowSchema, placeOf: row => row, statuses },
      read: async (schema, statement) => readRows(list(), schema, statement),
    }),
    /** A run as it is now; its name may have colons, too. */
    async find(id: string): Promise<MastraRow | undefined> {
      for (const { index } of id.matchAll(/:/g)) {
        const [name, key] = [id.slice(0, index), id.slice(index + 1)];
        const workflow = sql`${workflows} WHERE s.workflow_name = ${name} AND s.run_id = ${key}`;
        const agent = sql`${agents} AND a.spanId = ${key} AND coalesce(a.entityName, a.name) = ${name}`;
        const { db, hasSpans } = open();
        const [found] = readRows(
          db,
          rowSchema,
          toRows(hasSpans ? sql`${workflow} UNION ALL ${agent}` : workflow),
        );
        if (found) return found;
      }
      return undefined;
    },
    /** Where the other workflows of its run id are. */
    placesBeside({ name, key }: MastraRow): readonly number[] {
      const beside = sql`SELECT place FROM w WHERE w.key = ${key} AND w.kind = 'workflow' AND w.name <> ${name}`;
      return readRows(list(), v.object({ place: v.number() }), beside).map(({ place }) => place);
    },
    /** Another one whenever something was written that can be listed. */
    version: async () => (performance.now() < restsUntil ? stamp : stampOf(path)),
  };
}

/** Rows of another form are left out: a newer version may write them. */
export function readRows<T>(db: Database.Database, schema: v.GenericSchema<unknown, T>, statement: Sql) {
  const found = db.prepare(statement.sql).all(...statement.values);
  return found.flatMap((row): readonly T[] => {
    const read = v.safeParse(schema, row);
    return read.success ? [read.output] : [];
  });
}

/** What was written this late before it is looked at may be written again at the same time. */
const settledMs = 100;

/** What is written is in the `-wal` first. */
function stampOf(path: string): string {
  const stats = ['', '-wal'].map(ending => statSync(path + ending, { throwIfNoEntry: false }));
  const isSettled = stats.every(one => one === undefined || Date.now() - one.mtimeMs > settledMs);
  const written = stats.map(one => `${one?.ino} ${one?.size} ${one?.mtimeMs}`);
  return [...written, ...(isSettled ? [] : [performance.now()])].join();
}
