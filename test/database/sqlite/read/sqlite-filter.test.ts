import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openReadable } from '../../../../src/database/sqlite/open-database.ts';
import { createReader } from '../../../../src/database/sqlite/read/reader.ts';
import { sqliteFilter } from '../../../../src/database/sqlite/read/sqlite-filter.ts';
import {
  type RunRow,
  settledColumn,
  toSummary,
} from '../../../../src/database/sqlite/read/sqlite-run-row.ts';
import { compileMatcher } from '../../../../src/model/query/match/compile-matcher.ts';
import type { Payloads } from '../../../../src/model/query/match/subject.ts';
import { parseQuery } from '../../../../src/model/query/parse/parse-query.ts';
import type { Query } from '../../../../src/model/query/query.ts';
import type { RunSummary } from '../../../../src/model/run.ts';
import { compileClause } from '../../../../src/query-sql/compile-clause.ts';
import { undecided } from '../../../../src/query-sql/condition.ts';
import type { FilterDialect } from '../../../../src/query-sql/filter-dialect.ts';
import { raw, type Sql, sql } from '../../../../src/query-sql/sql-template.ts';
import { idsOf } from '../../../contract/reading.ts';
import { arbitraryClause } from '../../../model/query/arbitrary-query.ts';
import { arbitraryRun, type TestRun } from '../../../model/query/arbitrary-run.ts';
import { testNow } from '../../../model/query/vocabulary.ts';
import { trials } from '../../../trials.ts';
import { orphan, toEvents, toLost, toStorable } from '../random-events.ts';
import { recordAt, tempFolder } from '../temp-store.ts';

const arbitraryRuns = fc.array(arbitraryRun, { minLength: 200, maxLength: 300 }).map(toStorable);

describe('a condition of a filter', () => {
  it('is true of the runs a clause means, and of no others when it says that it is exact', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryRuns,
        fc.array(arbitraryClause, { minLength: 600, maxLength: 600 }),
        fc.boolean(),
        async (runs, clauses, hasLost) => {
          await withRows(runs, hasLost, (dialect, select) => {
            const all = select(raw('true'));
            for (const clause of clauses) {
              const condition = compileClause(clause, dialect, testNow);
              if (condition === undecided) continue;
              const fits = compileMatcher({ clauses: [clause] }, { now: testNow });
              const meant = idsOf(
                all.filter(summary => fits({ summary, payloads: () => logsOf(runs, summary) })),
              );
              const found = idsOf(select(condition.sql));
              const label = JSON.stringify([clause, condition.sql.sql]);
              if (condition.isExact) expect(found, label).toEqual(meant);
              else
                expect(
                  meant.filter(id => !found.includes(id)),
                  label,
                ).toEqual([]);
            }
          });
        },
      ),
      { numRuns: trials(6, 1), endOnFailure: true },
    );
  });

  it('is there for every clause but those that only text indexes and payloads can tell', async () => {
    await withRows([], false, dialect => {
      const isNarrowed = (filter: string) => compileFilter(parseQuery(filter), dialect).length === 1;
      for (const filter of ['word', 'id:x', 'input.a:1', '-error:x', '-status:"paused"']) {
        expect(isNarrowed(filter), filter).toBe(false);
      }
      const narrowed =
        'status:failed status:"paused" -status:active type:agent workflow:a -project:a trigger:a actor:a model:a -service:a error:a -step:a cost:1 messages:1 steps:1 -duration:1s since:1h until:1h -started:1h';
      for (const filter of narrowed.split(' ')) expect(isNarrowed(filter), filter).toBe(true);
    });
  });

  it('leaves out most of what a clause cannot mean, also where it is not exact', async () => {
    const runs = toStorable(fc.sample(arbitraryRun, { numRuns: 300, seed: 1 }));
    await withRows(runs, false, (dialect, select) => {
      const found = (filter: string) => compileFilter(parseQuery(filter), dialect).flatMap(select);
      expect(found('status:"paused"').every(run => run.status === 'unknown')).toBe(true);
      expect(found('error:a').every(run => run.errorSummary)).toBe(true);
    });
  });
});

describe('a condition on lost runs', () => {
  const runs = toStorable(fc.sample(arbitraryRun, { numRuns: 300, seed: 2 }));

  it.each([
    'error:"process is gone"',
    'error:ProcessLost',
    'status:failed',
    '-status:active',
    'duration:<=0s',
    'duration:>0s',
    '-step:*',
  ])('takes them for what readers show: %s', async filter => {
    await withRows(runs, true, (dialect, select) => {
      const query = parseQuery(filter);
      const fits = compileMatcher(query, { now: testNow });
      const isLost = (summary: RunSummary) =>
        summary.errorSummary?.name === 'ProcessLost' && fits({ summary });
      const meant = select(raw('true')).filter(isLost);
      const found = compileFilter(query, dialect).flatMap(select);
      expect(meant.length).toBeGreaterThan(0);
      expect(found.filter(isLost)).toEqual(meant);
    });
  });
});

function logsOf(runs: readonly TestRun[], { id }: RunSummary): Payloads {
  return { logs: runs.find(({ summary }) => summary.id === id)?.payloads.logs };
}

type Select = (condition: Sql) => readonly RunSummary[];

/** What SQL can tell of a query's clauses. */
function compileFilter({ clauses }: Query, dialect: FilterDialect): readonly Sql[] {
  const conditions = clauses.map(clause => compileClause(clause, dialect, testNow));
  return conditions.filter(condition => condition !== undecided).map(condition => condition.sql);
}

async function withRows(
  runs: readonly TestRun[],
  hasLost: boolean,
  use: (dialect: FilterDialect, select: Select) => void,
): Promise<void> {
  const folder = tempFolder();
  const path = folder.file('runs.db');
  await recordAt(path, runs.flatMap(toEvents), 'none');
  if (hasLost) {
    orphan(
      path,
      runs.filter((run, at) => at % 2 === 0 && toLost(run) !== run).map(run => run.summary.id),
    );
  }
  const reader = createReader(openReadable(path, 1_000));
  try {
    const dead = reader.deadOwners();
    use(sqliteFilter(reader), condition =>
      reader
        .all<RunRow>(sql`SELECT *${settledColumn(dead)} FROM runs r WHERE ${condition} ORDER BY key`)
        .map(row => toSummary(row, dead)),
    );
  } finally {
    reader.db.close();
    folder.remove();
  }
}
