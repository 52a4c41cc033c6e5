import Database from 'better-sqlite3';
import fc from 'fast-check';
import pg from 'pg';
import type { RunSummary } from '../../src/model/run.ts';
import type { RunStatus } from '../../src/model/status.ts';
import { type TableColumns, wordStatus } from '../../src/query-sql/compile-filter.ts';
import { epochMs, postgresFlavor, sqliteFlavor, timestamptz } from '../../src/query-sql/filter-dialect.ts';
import { raw, type Sql } from '../../src/query-sql/sql-template.ts';
import {
  anyText,
  asciiText,
  constantTexts,
  listedText,
  mostlyAsciiText,
  repeatedId,
} from '../../src/query-sql/text-sql.ts';
import { arbitraryRun } from '../model/query/arbitrary-run.ts';
import { texts } from '../model/query/vocabulary.ts';
import { createTestDatabase } from '../postgres/test-database.ts';

/** A job as an engine's table holds it. */
export type Job = {
  readonly id: string;
  readonly name: string;
  readonly state: string | null;
  readonly actor: string | null;
  readonly retry_of: string | null;
  readonly created_on: number;
  readonly started_on: number | null;
  readonly completed_on: number | null;
  readonly cost: number | null;
  readonly steps: number | null;
  readonly error: string | null;
};

export const statuses: Readonly<Record<string, RunStatus>> = {
  created: 'queued',
  retry: 'queued',
  active: 'running',
  completed: 'success',
  cancelled: 'canceled',
  failed: 'failed',
};
const states = [...Object.keys(statuses), 'Paused', 'zombie', null];
const trigger = { type: 'api', label: 'ada', raw: 'a_b' };

const arbitraryId = fc.oneof(
  fc.constantFrom(...texts, 'axb', 'AxB', 'ADA').filter(text => /^[ -~]+$/.test(text)),
  fc.nat(99_999).map(at => `Run_${at}`),
);

export const arbitraryJob: fc.Arbitrary<Job> = fc
  .tuple(arbitraryRun, fc.constantFrom(...states), arbitraryId)
  .map(([{ summary: run }, state, id]) => ({
    id,
    name: plain(run.name),
    state,
    actor: plain(run.actor),
    retry_of: plain(run.retryOf),
    created_on: run.createdAt,
    started_on: run.startedAt ?? null,
    completed_on: run.finishedAt ?? null,
    cost: run.costUsd ?? null,
    steps: run.stepCount ?? null,
    error: plain(run.errorSummary?.message),
  }));

/** PostgreSQL has no U+0000. */
function plain(text: string): string;
function plain(text: string | undefined): string | null;
function plain(text: string | undefined) {
  return text?.replaceAll('\0', '') ?? null;
}

export function toSummary(job: Job): RunSummary {
  return {
    id: job.id,
    kind: 'workflow',
    name: job.name,
    status: statuses[job.state ?? ''] ?? 'unknown',
    statusRaw: job.state ?? undefined,
    trigger,
    actor: job.actor ?? undefined,
    retryOf: job.retry_of ?? undefined,
    createdAt: job.created_on,
    startedAt: job.started_on ?? undefined,
    finishedAt: job.completed_on ?? undefined,
    costUsd: job.cost ?? undefined,
    stepCount: job.steps ?? undefined,
    models: [],
    services: [],
    errorSummary: job.error === null ? undefined : { message: job.error },
  };
}

export type DatabaseName = 'postgres' | 'sqlite';

export function tableOf(jobs: readonly Job[], database: DatabaseName) {
  const flavor = database === 'postgres' ? postgresFlavor : sqliteFlavor;
  const time = (column: string) =>
    database === 'postgres' ? timestamptz(raw(column)) : epochMs(raw(column));
  const names = [...new Set(jobs.map(({ name }) => name))];
  const columns = {
    kind: 'workflow',
    id: asciiText(raw('j.id'), flavor),
    name: listedText(raw('j.name'), names, flavor),
    actor: database === 'postgres' ? mostlyAsciiText(raw('j.actor'), flavor) : anyText(raw('j.actor')),
    trigger: constantTexts(Object.values(trigger)),
    retryOf: repeatedId(raw('j.retry_of'), flavor),
    createdAt: time('j.created_on'),
    startedAt: time('j.started_on'),
    finishedAt: time('j.completed_on'),
    costUsd: raw('j.cost'),
    stepCount: raw('j.steps'),
    errorSummary: raw('j.error IS NOT NULL'),
  } as const satisfies TableColumns;
  const lacks = ['project', 'model', 'service', 'messages'] as const;
  return { flavor, columns, lacks, status: wordStatus({ column: raw('j.state'), statuses }, flavor) };
}

/** Executes a statement about the table `job j`. */
export type Execute = (statement: Sql) => Promise<readonly unknown[]>;

const columns = `id text PRIMARY KEY, name text NOT NULL, state text, actor text, retry_of text,
  TIME created_on, TIME started_on, TIME completed_on, cost double precision, steps integer, error text`;
const schemaOf = (type: string) =>
  `CREATE TABLE job (${columns.replace(/TIME (\w+)/g, (_, name) => `${name} ${type}`)})`;
const names = [
  ...(['id', 'name', 'state', 'actor', 'retry_of', 'created_on', 'started_on', 'completed_on'] as const),
  ...(['cost', 'steps', 'error'] as const),
];

async function inSqlite(jobs: readonly Job[], use: (execute: Execute) => Promise<void>): Promise<void> {
  const db = new Database(':memory:');
  try {
    db.exec(schemaOf('integer'));
    const insert = db.prepare(`INSERT INTO job VALUES (${names.map(() => '?').join()})`);
    for (const job of jobs) insert.run(names.map(name => job[name]));
    await use(async ({ sql, values }) => db.prepare<unknown[]>(sql).all(values));
  } finally {
    db.close();
  }
}

async function inPostgres(jobs: readonly Job[], use: (execute: Execute) => Promise<void>): Promise<void> {
  const { url, drop } = await createTestDatabase({ isEmpty: true });
  const types = {
    getTypeParser: (oid: number) => (oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid)),
  };
  const client = new pg.Client({ connectionString: url, types });
  await client.connect();
  try {
    await client.query(schemaOf('timestamptz'));
    // A job table has microseconds, of which a run shows the milliseconds.
    const rows = jobs.map((job, at) => ({ ...job, us: (at * 379) % 1_000 }));
    const values = names.map(name =>
      name.endsWith('_on') ? `to_timestamp(${name} / 1000) + us * interval '1 us'` : name,
    );
    const types = names.map(name => `${name} ${typeOf(name)}`);
    await client.query(
      `INSERT INTO job SELECT ${values.join()} FROM json_to_recordset($1) AS row(${types.join()}, us integer)`,
      [JSON.stringify(rows)],
    );
    await use(async ({ text, values }) => (await client.query(text, [...values])).rows);
  } finally {
    await client.end();
    await drop();
  }
}

function typeOf(name: keyof Job): string {
  if (name === 'steps') return 'integer';
  return name === 'cost' || name.endsWith('_on') ? 'float8' : 'text';
}

export const databases = { postgres: inPostgres, sqlite: inSqlite };

export const arbitraryJobs = fc.uniqueArray(arbitraryJob, {
  selector: ({ id }) => id,
  minLength: 60,
  maxLength: 100,
});
