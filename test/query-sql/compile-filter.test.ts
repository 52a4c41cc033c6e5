import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownFailure } from '../../src/model/failure/summarize-failure.ts';
import { compileMatcher } from '../../src/model/query/match/compile-matcher.ts';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import type { Clause, Query } from '../../src/model/query/query.ts';
import { compileFilter, compileOver, type RunTable } from '../../src/query-sql/compile-filter.ts';
import { undecided } from '../../src/query-sql/condition.ts';
import { allOf, raw, type Sql, sql } from '../../src/query-sql/sql-template.ts';
import { arbitraryQuery } from '../model/query/arbitrary-query.ts';
import { testNow } from '../model/query/vocabulary.ts';
import { trials } from '../trials.ts';
import {
  arbitraryJob,
  arbitraryJobs,
  type DatabaseName,
  databases,
  type Execute,
  type Job,
  tableOf,
  toSummary,
} from './job-table.ts';

type Select = (condition: Sql) => Promise<readonly string[]>;

function withJobs(database: DatabaseName, jobs: readonly Job[], use: (select: Select) => Promise<void>) {
  return databases[database](jobs, execute => use(condition => selectIds(execute, condition)));
}

async function selectIds(execute: Execute, condition: Sql): Promise<readonly string[]> {
  const rows = await execute(sql`SELECT id FROM job j WHERE ${condition}`);
  return rows.map(row => (row as { id: string }).id).sort();
}

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
          await withJobs(database, jobs, async select => {
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
    await withJobs(database, jobs, async select => expect(await select(allOf(conditions))).toEqual(ids));
  });

  it('finds the group of failed runs that have no error', async () => {
    const [job] = fc.sample(arbitraryJob, { numRuns: 1, seed: 1 });
    if (!job) throw new Error('no job');
    const jobs = ['failed', 'completed', 'retry'].map(state => ({ ...job, id: state, state, error: null }));
    const failure = jobs.flatMap(of => knownFailure(toSummary(of))?.failure ?? []);
    expect(failure).toHaveLength(1);
    for (const errorSummary of [raw('j.error IS NOT NULL'), undefined]) {
      const table = tableOf(jobs, database);
      const given = { ...table, columns: { ...table.columns, errorSummary } };
      const { conditions } = compileFilter(parseQuery(`failure:${failure}`), given, testNow);
      await withJobs(database, jobs, async select =>
        expect(await select(allOf(conditions))).toEqual(['failed']),
      );
    }
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
