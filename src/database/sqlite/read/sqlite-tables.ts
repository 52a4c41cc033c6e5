import type { RunInclude } from '../../../contract/run-store.ts';
import type { Run } from '../../../model/run.ts';
import { toIsoTime } from '../../../model/text/formats.ts';
import { raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import { processLost } from '../../runs/events/run-state.ts';
import { type Reading, rowsOf } from '../../runs/reading.ts';
import type { NameCount, RecentPayloads, StatusCount, TableDialect } from '../../runs/rows/read-run.ts';
import { detailColumns, type WholeRow, type WholeRun } from '../../runs/rows/stored-run.ts';
import { smallTextBytes } from '../cell-check.ts';
import { type OwnerRow, writerOf } from '../lost-owners.ts';
import { offeredWorkflows } from '../starts/claims.ts';
import type { Reader } from './reader.ts';
import { type DeadOwners, isLost, type RunRow, settledColumn, toSummary } from './sqlite-run-row.ts';

const fewRows = 300;

/** `runs r`, read along the index of failures, which SQLite would not choose by itself. */
export const failuresInOrder = 'runs r INDEXED BY runs_failure';

/** Counters contain recorded statuses, so runs of dead owners are counted separately, as failed. */
export function tablesOf(reader: Reader): TableDialect {
  const dead = reader.deadOwners();
  return {
    statusCounts: () => withLost<StatusCount>(dead, raw('SELECT status, n FROM totals')),
    nameCounts: () => withLost<NameCount>(dead, raw('SELECT kind, name, status, n FROM counts WHERE n > 0')),
    lastCreated: raw(`
      SELECT kind, name, (SELECT created_at FROM runs WHERE key = newest.key) AS at FROM (
        SELECT kind, name, max((SELECT key FROM runs INDEXED BY runs_name
          WHERE name = c.name AND status = c.status AND kind = c.kind ORDER BY key DESC LIMIT 1)) AS key
        FROM counts c WHERE n > 0 GROUP BY kind, name) AS newest`),
    offers: () => rowsOf(offeredWorkflows(dead.keys())),
    newestFirst: raw('r.key DESC'),
    failuresInOrder: raw(failuresInOrder),
    recentPayloads: (name, most) => recentPayloads(raw(`${name}s`), most),
    payload,
    wholeRun: (id, include) => readWholeRun(dead, id, include),
  };
}

function recentPayloads(table: Sql, { runs, bytesOfEach }: RecentPayloads): Sql {
  return sql`SELECT json AS value FROM (SELECT key FROM ${table} ORDER BY key DESC LIMIT ${runs}) AS newest JOIN ${table} USING (key)
    WHERE octet_length(json) <= ${bytesOfEach} ORDER BY key DESC`;
}

function* withLost<Count extends StatusCount>(dead: DeadOwners, counters: Sql): Reading<readonly Count[]> {
  const counts = [...(yield* rowsOf<Count>(counters))];
  for (const owner of dead.keys()) {
    const lost = yield* rowsOf<Count>(
      sql`SELECT kind, name, status, count(*) AS n FROM runs INDEXED BY runs_owner WHERE owner = ${owner} GROUP BY kind, name, status`,
    );
    for (const count of lost) counts.push({ ...count, n: -count.n }, { ...count, status: 'failed' });
  }
  return counts;
}

export function isQuickToCount(reader: Reader): boolean {
  const counts = reader.prepare<{ n: number }>(
    `SELECT count(*) AS n FROM (SELECT 1 FROM counts LIMIT ${fewRows})`,
  );
  return (counts.get()?.n ?? 0) < fewRows && hasFewLost(reader);
}

export function hasFewLost(reader: Reader): boolean {
  const lost = reader.prepare<{ n: number }>(
    `SELECT count(*) AS n FROM (SELECT 1 FROM runs INDEXED BY runs_owner WHERE owner = ? LIMIT ${fewRows})`,
  );
  return [...reader.deadOwners().keys()].reduce((n, owner) => n + (lost.get(owner)?.n ?? 0), 0) < fewRows;
}

const payloadTexts = {
  ...{ inputs: ['json'], outputs: ['json'] },
  details: ['error_value', 'error_message', 'error_stack', 'usage'],
};
const partTexts: Readonly<Record<string, readonly string[]>> = {
  ...payloadTexts,
  steps: ['id', 'name', 'input', 'output', 'error'],
  spans: ['id', 'name', 'attributes', 'events'],
  logs: ['message', 'attributes'],
  messages: ['json'],
};
const bytesOfRow = 1_000;

function sizesIn(table: string, key: string): string {
  const bytes = (partTexts[table] ?? []).map(text => `coalesce(octet_length(${text}), 0)`).join(' + ');
  return `SELECT ${bytes} AS bytes FROM ${table} WHERE ${table in payloadTexts ? 'key' : 'run'} = ${key}`;
}

/** Selects the bytes of a run's texts and the number of rows that hold them, by `@key`. */
export const storedSizes = `SELECT sum(bytes) AS bytes, count(*) AS n FROM (
  ${Object.keys(partTexts)
    .map(table => sizesIn(table, '@key'))
    .join(' UNION ALL ')})`;

type Part = 'steps' | 'messages' | 'spans' | 'logs';

/** Whether a run's payloads and these parts are small enough to be read within a frame. */
export function isQuickToRead(reader: Reader, id: string, parts: readonly Part[]): boolean {
  let left = smallTextBytes;
  // Stops early, because tables without rowids read the whole row to step over it.
  return [...Object.keys(payloadTexts), ...parts].every(table => {
    const sizes = reader.prepare<{ bytes: number }>(sizesIn(table, '(SELECT key FROM runs WHERE id = ?)'));
    for (const { bytes } of sizes.iterate(id)) {
      left -= bytes + bytesOfRow;
      if (left < 0) break;
    }
    return left >= 0;
  });
}

/** Large texts as bytes; other values, also damaged ones, as they are. */
function payload(column: string, { lazyPayloads }: RunInclude): Sql {
  const bytes = `CASE WHEN octet_length(${column}) > ${smallTextBytes} AND typeof(${column}) = 'text' THEN CAST(${column} AS BLOB) ELSE ${column} END`;
  return raw(lazyPayloads ? bytes : column);
}

function* readWholeRun(dead: DeadOwners, id: string, include: RunInclude): Reading<WholeRun | undefined> {
  const [row] = yield* rowsOf<WholeRow & RunRow>(
    sql`SELECT r.*, ${payload('i.json', include)} AS input, ${payload('o.json', include)} AS output,
        ${payload('d.error_value', include)} AS error_value, ${detailColumns}${settledColumn(dead)}
      FROM runs r LEFT JOIN inputs i ON i.key = r.key LEFT JOIN outputs o ON o.key = r.key LEFT JOIN details d ON d.key = r.key
      WHERE r.id = ${id}`,
  );
  if (!row) return undefined;
  const [owner] = yield* rowsOf<OwnerRow>(sql`SELECT * FROM owners WHERE id = ${row.owner}`);
  return {
    row,
    summary: toSummary(row, dead),
    lostError: isLost(row, dead) ? processLost : undefined,
    raw: owner && toRaw(owner),
  };
}

/** The process of the run. The id of a remote writer is shown to nobody. */
function toRaw(owner: OwnerRow): Run['raw'] {
  const { pid, host, heartbeat_at } = owner;
  const lastSeenAt = toIsoTime(heartbeat_at);
  return writerOf(owner) === undefined ? { pid, host: host.split(' ')[0], lastSeenAt } : { lastSeenAt };
}
