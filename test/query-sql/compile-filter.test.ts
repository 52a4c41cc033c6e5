import Database from 'better-sqlite3';
import fc from 'fast-check';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { compileMatcher } from '../../src/model/query/match/compile-matcher.ts';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import type { Clause, Query } from '../../src/model/query/query.ts';
import type { RunSummary } from '../../src/model/run.ts';
import type { RunStatus } from '../../src/model/status.ts';
import { compileFilter, compileOver, type RunTable, wordStatus } from '../../src/query-sql/compile-filter.ts';
import { undecided } from '../../src/query-sql/condition.ts';
import { epochMs, postgresFlavor, sqliteFlavor, timestamptz } from '../../src/query-sql/sql-flavor.ts';
import { allOf, raw, type Sql } from '../../src/query-sql/sql-template.ts';
import {
  anyText,
  asciiText,
  constantTexts,
  listedText,
  mostlyAsciiText,
  repeatedId,
} from '../../src/query-sql/text-sql.ts';
import { arbitraryQuery } from '../model/query/arbitrary-query.ts';
import { arbitraryRun } from '../model/query/arbitrary-run.ts';
import { testNow, texts } from '../model/query/vocabulary.ts';
import { createTestDatabase } from '../postgres/test-database.ts';
import { trials } from '../trials.ts';

/** A job as an engine's table holds it. */
type Job = {
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

const statuses: Readonly<Record<string, RunStatus>> = {
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

const arbitraryJob: fc.Arbitrary<Job> = fc
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

function toSummary(job: Job): RunSummary {
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

function tableOf(jobs: readonly Job[], database: 'postgres' | 'sqlite'): RunTable {
  const flavor = database === 'postgres' ? postgresFlavor : sqliteFlavor;
  const time = (column: string) =>
    database === 'postgres' ? timestamptz(raw(column)) : epochMs(raw(column));
  const names = [...new Set(jobs.map(({ name }) => name))];
  return {
    flavor,
    status: wordStatus({ column: raw('j.state'), statuses }, flavor),
    columns: {
      kind: 'workflow',
      id: asciiText(raw('j.id'), flavor),
      name: listedText(raw('j.name'), names, flavor),
      actor: database === 'postgres' ? mostlyAsciiText(raw('j.actor'), flavor) : anyText(raw('j.actor')),
      project: null,
      models: null,
      services: null,
      trigger: constantTexts(Object.values(trigger)),
      retryOf: repeatedId(raw('j.retry_of'), flavor),
      createdAt: time('j.created_on'),
      startedAt: time('j.started_on'),
      finishedAt: time('j.completed_on'),
      costUsd: raw('j.cost'),
      stepCount: raw('j.steps'),
      messageCount: null,
      errorSummary: raw('j.error IS NOT NULL'),
    },
  };
}

type Select = (condition: Sql) => Promise<readonly string[]>;

const columns = `id text PRIMARY KEY, name text NOT NULL, state text, actor text, retry_of text,
  TIME created_on, TIME started_on, TIME completed_on, cost double precision, steps integer, error text`;
const schemaOf = (type: string) =>
  `CREATE TABLE job (${columns.replace(/TIME (\w+)/g, (_, name) => `${name} ${type}`)})`;
const names = [
  'id',
  'name',
  'state',
  'actor',
  'retry_of',
  'created_on',
  'started_on',
  'completed_on',
  'cost',
  'steps',
  'error',
] as const;

async function inSqlite(jobs: readonly Job[], use: (select: Select) => Promise<void>): Promise<void> {
  const db = new Database(':memory:');
  try {
    db.exec(schemaOf('integer'));
    const insert = db.prepare(`INSERT INTO job VALUES (${names.map(() => '?').join()})`);
    for (const job of jobs) insert.run(names.map(name => job[name]));
    await use(async ({ sql, values }) =>
      db
        .prepare<unknown[], { id: string }>(`SELECT id FROM job j WHERE ${sql} ORDER BY id`)
        .all(values)
        .map(({ id }) => id),
    );
  } finally {
    db.close();
  }
}

async function inPostgres(jobs: readonly Job[], use: (select: Select) => Promise<void>): Promise<void> {
  const { url, drop } = await createTestDatabase({ isEmpty: true });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(schemaOf('timestamptz'));
    // A job table has microseconds, of which a run shows the milliseconds.
    const values = names.map((name, at) =>
      name.endsWith('_on') ? `to_timestamp($${at + 1}::float8 / 1000) + interval '600 us'` : `$${at + 1}`,
    );
    for (const job of jobs)
      await client.query(
        `INSERT INTO job VALUES (${values.join()})`,
        names.map(name => job[name]),
      );
    await use(async ({ text, values }) => {
      const { rows } = await client.query<{ id: string }>({
        text: `SELECT id FROM job j WHERE ${text} ORDER BY id COLLATE "C"`,
        values: [...values],
      });
      return rows.map(({ id }) => id);
    });
  } finally {
    await client.end();
    await drop();
  }
}

const databases = { postgres: inPostgres, sqlite: inSqlite };
const arbitraryJobs = fc.uniqueArray(arbitraryJob, {
  selector: ({ id }) => id,
  minLength: 60,
  maxLength: 100,
});

function meantBy(query: Query, jobs: readonly Job[], of = jobs.map(({ id }) => id)): readonly string[] {
  const fits = compileMatcher(query, { now: testNow });
  return jobs
    .filter(job => of.includes(job.id) && fits({ summary: toSummary(job) }))
    .map(({ id }) => id)
    .sort();
}

describe.each(['postgres', 'sqlite'] as const)("a filter over an engine's table in %s", database => {
  it('finds the runs that the matcher finds, each clause alone and all together', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryJobs,
        fc.array(arbitraryQuery, { minLength: 100, maxLength: 100 }),
        async (jobs, queries) => {
          const table = tableOf(jobs, database);
          await databases[database](jobs, async select => {
            for (const query of queries) {
              for (const clause of query.clauses) await checkClause(clause, jobs, table, select);
              const { conditions, rest } = compileFilter(query, table, testNow);
              const found = await select(allOf(conditions));
              expect(meantBy(rest, jobs, [...found]), JSON.stringify(query)).toEqual(meantBy(query, jobs));
            }
          });
        },
      ),
      { numRuns: trials(6, 1), endOnFailure: true },
    );
  });

  it.each([
    ['id:a_*', ['A_B']],
    ['id:*%b', ['a%b']],
    ['id:a*b', ['A_B', 'a%b', 'axb']],
    ['id:AXB', ['axb']],
  ])('takes what LIKE reads otherwise for itself: %s', async (filter, ids) => {
    const [job] = fc.sample(arbitraryJob, { numRuns: 1, seed: 1 });
    if (!job) throw new Error('no job');
    const jobs = ['A_B', 'a%b', 'axb', 'other'].map(id => ({ ...job, id }));
    const { conditions } = compileFilter(parseQuery(filter), tableOf(jobs, database), testNow);
    await databases[database](jobs, async select => expect(await select(allOf(conditions))).toEqual(ids));
  });

  it('leaves only to the matcher what no column tells', () => {
    const rest = (filter: string) =>
      compileFilter(parseQuery(filter), tableOf([], database), testNow).rest.clauses.length;
    const told =
      'status:failed -status:active status:"zombie" kind:agent id:run_* -workflow:a* project:x trigger:api retryOf:x cost:>1 steps:1..2 messages:>1 duration:>1s since:1h -started:today';
    for (const filter of told.split(' ')) expect(rest(filter), filter).toBe(0);
    for (const filter of ['word', 'input.a:1', 'error:x', '-error:x', 'actor:x', 'duration:>2x', 'log:x'])
      expect(rest(filter), filter).toBe(1);
  });
});

async function checkClause(
  clause: Clause,
  jobs: readonly Job[],
  table: RunTable,
  select: Select,
): Promise<void> {
  const condition = compileOver(table, clause, testNow);
  if (condition === undecided) return;
  const found = await select(condition.sql);
  const meant = meantBy({ clauses: [clause] }, jobs);
  const label = JSON.stringify([clause, condition.sql.sql]);
  if (condition.isExact) expect(found, label).toEqual(meant);
  else
    expect(
      meant.filter(id => !found.includes(id)),
      label,
    ).toEqual([]);
}
