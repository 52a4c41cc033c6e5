import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { compareNewest } from '../../../src/contract/lists/run-order.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { defineStore } from '../../../src/engines/kit/define-store.ts';
import { type SqlTable, sqlRuns } from '../../../src/engines/kit/sql-runs.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { emptyQuery, type Query } from '../../../src/model/query/query.ts';
import { raw, type Sql, sql } from '../../../src/query-sql/sql-template.ts';
import { expectPagesAgree, expectTopsAgree, manyQueries } from '../../contract/agreement.ts';
import { idsOf, listAll } from '../../contract/reading.ts';
import { testNow } from '../../model/query/vocabulary.ts';
import {
  arbitraryJob,
  arbitraryJobs,
  type DatabaseName,
  databases,
  type Execute,
  type Job,
  statuses,
  tableOf,
  toSummary,
} from '../../query-sql/job-table.ts';
import { trials } from '../../trials.ts';

const { lacks } = tableOf([], 'sqlite');
const text = v.nullable(v.string());
const number = v.nullable(v.number());
const jobSchema = v.object({
  ...{ id: v.string(), name: v.string(), state: text, actor: text, retry_of: text, error: text },
  ...{ created_on: v.number(), started_on: number, completed_on: number, cost: number, steps: number },
});

function sqlTable(jobs: readonly Job[], database: DatabaseName, more: Partial<SqlTable> = {}): SqlTable {
  const { flavor, columns } = tableOf(jobs, database);
  const bytes = raw(database === 'postgres' ? ' COLLATE "C"' : '');
  return {
    ...{ flavor, columns, from: raw('job j'), state: raw('j.state') },
    select: sql`j.id, j.name, j.state, j.actor, j.retry_of, j.error, j.cost, j.steps,
      ${columns.createdAt.ms} AS created_on, ${columns.startedAt.ms} AS started_on, ${columns.finishedAt.ms} AS completed_on`,
    name: sql`j.name${bytes}`,
    id: sql`j.id${bytes}`,
    ...more,
  };
}

type Rows = (
  statement: Sql,
  options: { readonly withinMs?: number | undefined },
) => Promise<readonly unknown[]>;

function runsOf(table: SqlTable, rows: Rows) {
  return sqlRuns<Job>({
    ...{ table: () => table, row: jobSchema, statuses, lacks },
    read: async (row, statement, options) => v.parse(v.array(row), await rows(statement, options)),
    placeOf: ({ created_on, id }) => ({ createdAt: created_on, id }),
  });
}

function storeOf(table: SqlTable, rows: Rows): RunStore {
  const target = { name: 'jobs', kind: 'jobs', location: 'jobs', reason: 'argument' };
  const work = async () => ({ items: [] });
  const budget = { ms: 60_000, rows: 1_000_000 };
  return defineStore<Job>(target, { ...runsOf(table, rows), summary: toSummary, work }, budget);
}

/** Reads all rows from a place on, in the batches of a search. */
async function readAll(table: SqlTable, execute: Execute, query: Query, wanted: number, after?: Job) {
  const search = await runsOf(table, execute).runs.search(query, { now: testNow });
  const place = after && { createdAt: after.created_on, id: after.id };
  const batches: (readonly Job[])[] = [];
  for await (const rows of search.read({ wanted, after: place })) batches.push(rows);
  return batches;
}

function newestFirst(jobs: readonly Job[]): readonly Job[] {
  return [...jobs].sort((a, b) => compareNewest(toSummary(a), toSummary(b)));
}

/** Many jobs of few milliseconds. */
const [sample] = fc.sample(arbitraryJob, { numRuns: 1, seed: 1 });
const crowd = Array.from({ length: 1_400 }, (_, at): Job => {
  if (!sample) throw new Error('no job');
  const id = `job_${String((at * 7_919) % 1_400).padStart(4, '0')}`;
  return { ...sample, id, name: `flow-${at % 3}`, created_on: testNow - (at % 3), state: 'completed' };
});

const timeout = new InspectorError('timeout', 'the database took too long to answer');

describe.each(['postgres', 'sqlite'] as const)('runs of a table in %s', database => {
  it('are listed, sorted and counted as the matcher means, whatever the filter', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryJobs, manyQueries, async (jobs, queries) => {
        const runs = jobs.map(job => ({ summary: toSummary(job), payloads: {} }));
        await databases[database](jobs, async execute => {
          const store = storeOf(sqlTable(jobs, database), execute);
          await expectPagesAgree(store, runs, queries, [1, 7, 100]);
          await expectTopsAgree(store, runs, queries, 20);
          const counts = Map.groupBy(runs, ({ summary }) => summary.status);
          const wanted = [...counts].map(([status, all]) => [status, all.length]);
          expect(await store.counts()).toEqual({ ...Object.fromEntries(wanted), total: runs.length });
          const infos = await store.workflows();
          const byName = Map.groupBy(runs, ({ summary }) => summary.name);
          expect(Object.fromEntries(infos.map(({ name, total }) => [name, total]))).toEqual(
            Object.fromEntries([...byName].map(([name, all]) => [name, all.length])),
          );
        });
      }),
      { numRuns: trials(4, 1), endOnFailure: true },
    );
  });

  it('are found by a time that is before all times of the database', async () => {
    await databases[database](crowd.slice(0, 9), async execute => {
      const store = storeOf(sqlTable(crowd, database), execute);
      const options = { now: testNow, limit: 20 };
      for (const [filter, found] of Object.entries({ since: 9, until: 0 }))
        expect(await listAll(store, parseQuery(`${filter}:99999999d`), options)).toHaveLength(found);
    });
  });

  it('are the same where the database takes too long for a filter, and the matcher decides instead', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryJobs, manyQueries, async (jobs, queries) => {
        const runs = jobs.map(job => ({ summary: toSummary(job), payloads: {} }));
        await databases[database](jobs, async execute => {
          const slow: Rows = async (statement, { withinMs }) => {
            if (withinMs !== undefined) throw timeout;
            return execute(statement);
          };
          await expectPagesAgree(
            storeOf(sqlTable(jobs, database), slow),
            runs,
            queries.slice(0, 20),
            [7, 100],
          );
        });
      }),
      { numRuns: trials(2, 1), endOnFailure: true },
    );
  });

  it('are paged, each once, where many were created in one millisecond and in fractions of it', async () => {
    await databases[database](crowd, async execute => {
      const table = sqlTable(crowd, database);
      const sorted = newestFirst(crowd);
      for (const wanted of [1, 7, 100, 1_400]) {
        const batches = await readAll(table, execute, emptyQuery, wanted);
        expect(batches[0]?.length).toBe(wanted);
        expect(idsOf(batches.flat())).toEqual(idsOf(sorted));
      }
      for (const at of [0, 465, 466, 467, 933, 1_398, 1_399]) {
        const rest = await readAll(table, execute, emptyQuery, 7, sorted[at]);
        expect(idsOf(rest.flat())).toEqual(idsOf(sorted.slice(at + 1)));
      }
      const found = await readAll(table, execute, parseQuery('workflow:flow-1'), 100);
      expect(idsOf(found.flat())).toEqual(idsOf(sorted.filter(({ name }) => name === 'flow-1')));
    });
  });

  it('are found from any place on, of any part of them', async () => {
    await databases[database](crowd, async execute => {
      const table = sqlTable(crowd, database);
      const sorted = newestFirst(crowd);
      const clause = fc.constantFrom('', 'workflow:flow-0', 'id:job_0*', 'status:success', 'workflow:none');
      await fc.assert(
        fc.asyncProperty(
          fc.nat(1_399),
          fc.integer({ min: 1, max: 50 }),
          clause,
          async (at, limit, filter) => {
            const store = storeOf(table, execute);
            const fits = (job: Job) =>
              filter === '' || filter === 'status:success'
                ? true
                : filter.startsWith('id')
                  ? job.id.startsWith('job_0')
                  : job.name === filter.slice(9);
            const query = parseQuery(filter);
            const found = await readAll(table, execute, query, limit, sorted[at]);
            const wanted = sorted.slice(at + 1).filter(fits);
            expect(idsOf(found.flat())).toEqual(idsOf(wanted));
            if (filter === '')
              expect((await listAll(store, query, { limit: 1_000, now: testNow })).length).toBe(1_400);
          },
        ),
        { numRuns: trials(60, 6) },
      );
    });
  });

  it('are found by ids of any form', async () => {
    await databases[database](crowd, async execute => {
      const store = storeOf(sqlTable(crowd, database, { where: raw("j.name <> 'flow-2'") }), execute);
      expect((await store.getRun('job_0000'))?.id).toBe('job_0000');
      for (const id of ["'; DROP TABLE job; --", '', 'JOB_0000', 'job_%', 'é', '\ud800'])
        expect(await store.getRun(id)).toBeUndefined();
      const other = crowd.find(({ name }) => name === 'flow-2');
      expect(await store.getRun(other?.id ?? '')).toBeUndefined();
    });
  });

  it('are read in order by the times that a table finds in its own way', async () => {
    await databases[database](crowd, async execute => {
      let asked = 0;
      const newest = (where: Sql, limit: Sql) => {
        asked += 1;
        const one = (name: string) =>
          sql`SELECT * FROM (SELECT j.created_on AS at FROM job j WHERE j.name = ${name} AND ${where} ORDER BY j.created_on DESC LIMIT ${limit}) one`;
        return sql`SELECT at FROM (${one('flow-0')} UNION ALL ${one('flow-1')} UNION ALL ${one('flow-2')}) each ORDER BY at DESC LIMIT ${limit}`;
      };
      const table = sqlTable(crowd, database, { newest });
      const found = await readAll(table, execute, parseQuery('id:job_*'), 100);
      expect(idsOf(found.flat())).toEqual(idsOf(newestFirst(crowd)));
      expect(asked).toBeGreaterThan(2);
    });
  });

  it('tell of an unknown status which runs have ended', async () => {
    const odd = crowd.slice(0, 3).map((job, at): Job => {
      const completed_on = at === 0 ? null : testNow;
      return { ...job, state: 'zombie', name: 'odd', created_on: testNow - at, completed_on };
    });
    await databases[database](odd, async execute => {
      const store = storeOf(sqlTable(odd, database), execute);
      expect(await store.workflows()).toMatchObject([
        { name: 'odd', total: 3, active: 1, lastCreatedAt: testNow },
      ]);
      expect(await store.counts()).toEqual({ unknown: 3, total: 3 });
    });
  });
});

describe('the number of runs of a table, for progress', () => {
  const estimate = sql`SELECT about`;

  /** Answers the estimate with a number, and counts with another or an error. */
  async function total(about: number, counted: number | Error, given: Sql | undefined = estimate) {
    const asked: (number | undefined)[] = [];
    const rows: Rows = async (statement, { withinMs }) => {
      if (statement.sql === estimate.sql) return [{ n: about }];
      asked.push(withinMs);
      if (counted instanceof Error) throw counted;
      return [{ n: counted }];
    };
    const { runs } = runsOf(sqlTable([], 'postgres', { estimate: given }), rows);
    const search = await runs.search(parseQuery('status:failed'), { now: testNow });
    return { total: await search.total({}), asked };
  }

  it('is counted where there are not very many', async () => {
    expect(await total(1_000, 7)).toEqual({ total: 7, asked: [expect.any(Number)] });
  });

  it('is an estimate where counting takes too long, or there are very many', async () => {
    expect((await total(1_000, timeout)).total).toBe(1_000);
    expect(await total(5_000_000, 7)).toEqual({ total: 5_000_000, asked: [] });
  });

  it('is counted for as long as it takes where nothing estimates it, and an error is told', async () => {
    expect(await total(0, 7, undefined)).toMatchObject({ total: 7 });
    const gone = new InspectorError('unreachable', 'the database went away');
    await expect(total(1_000, gone)).rejects.toBe(gone);
  });
});
