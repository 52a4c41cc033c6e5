import Database from 'better-sqlite3';
import type pg from 'pg';
import { openRunWriter } from '../../../src/database/sqlite/write/open-run-writer.ts';
import { type KeptPostgres, openKeptPostgres, withClient } from './kept-postgres.ts';
import { findKeptStore } from './kept-sqlite.ts';
import { knownFailures } from './known-failures.ts';

/** Every tenth run failed. */
const failedEvery = 10;
const differentFailures = 6_000;
/** So far apart, in ms, that a million runs are of a month. */
const apartMs = 2_592;

/** SQL for the columns of run `i`, of which some are those of a known failure `k`. */
function columns(now: number, size: number, number: (sql: string) => string) {
  const created = `${now} - (${size} - i) * ${apartMs}`;
  return {
    id: `'run_' || i`,
    kind: `'workflow'`,
    name: `coalesce(k.workflow, 'workflow-' || (i % 20))`,
    status: `CASE WHEN k.n IS NULL THEN 'success' ELSE 'failed' END`,
    created_at: number(created),
    started_at: number(created),
    finished_at: number(`${created} + 900`),
    trigger_type: `'cli'`,
    trigger_label: `'CLI'`,
    trigger_raw: `'cli'`,
    error_name: 'k.name',
    error_message: 'k.message',
    error_step: 'k.step',
    failure: 'k.failure',
  };
}

const known = `LEFT JOIN known k ON i % ${failedEvery} = 0 AND k.n = (i / ${failedEvery} * 7919) % ${differentFailures}`;

/** The path of a store with so many runs. */
export function findFailingSqlite(size: number, say: (text: string) => void): Promise<string> {
  return findKeptStore({ name: `failing-${size}.db`, make: path => fillSqlite(path, size), say });
}

async function fillSqlite(path: string, size: number): Promise<void> {
  await (await openRunWriter({ path, owner: 'none' })).close();
  const db = new Database(path);
  db.exec('CREATE TEMP TABLE known (n INTEGER PRIMARY KEY, workflow, name, message, step, failure)');
  const add = db.prepare('INSERT INTO known VALUES (@n, @workflow, @name, @message, @step, @failure)');
  const row = columns(Date.now(), size, sql => sql);
  db.transaction(() => {
    for (const failure of knownFailures(differentFailures)) add.run(failure);
    db.exec(`WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < ${size})
      INSERT INTO runs (key, ${Object.keys(row).join(', ')})
      SELECT (${row.created_at}) * 1024, ${Object.values(row).join(', ')} FROM numbers ${known};
      INSERT INTO counts SELECT kind, name, status, count(*) FROM runs GROUP BY kind, name, status;
      INSERT INTO totals SELECT status, count(*) FROM runs GROUP BY status`);
  })();
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

/** The same in a database of its own server. */
export function openFailingPostgres(size: number): Promise<KeptPostgres> {
  return openKeptPostgres(`failing-${size}`, url => withClient(url, client => fillPostgres(client, size)));
}

async function fillPostgres(client: pg.Client, size: number): Promise<void> {
  await client.query(
    'CREATE TEMP TABLE known (n integer PRIMARY KEY, workflow text, name text, message text, step text, failure text)',
  );
  await client.query('INSERT INTO known SELECT * FROM json_populate_recordset(NULL::known, $1)', [
    JSON.stringify(knownFailures(differentFailures)),
  ]);
  const row = columns(Date.now(), size, sql => `(${sql})::float8`);
  await client.query(`INSERT INTO runs (${Object.keys(row).join(', ')}, search, facets)
    SELECT ${Object.values(row).join(', ')}, '', '{}' FROM generate_series(1::bigint, ${size}) AS numbers(i) ${known};
    INSERT INTO counts SELECT kind, name, status, count(*) FROM runs GROUP BY kind, name, status`);
}
