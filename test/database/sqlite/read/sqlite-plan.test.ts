import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunPage } from '../../../../src/contract/lists/run-page.ts';
import { openReadable } from '../../../../src/database/sqlite/open-database.ts';
import { createReader, type Reader } from '../../../../src/database/sqlite/read/reader.ts';
import { readPage } from '../../../../src/database/sqlite/read/sqlite-page.ts';
import {
  type Plan,
  planQuery,
  planQuick,
  planScan,
} from '../../../../src/database/sqlite/read/sqlite-plan.ts';
import { finish } from '../../../../src/model/pieces.ts';
import { parseQuery } from '../../../../src/model/query/parse/parse-query.ts';
import type { Query } from '../../../../src/model/query/query.ts';
import type { RunSummary } from '../../../../src/model/run.ts';
import { meant, toListed } from '../../../contract/agreement.ts';
import { idsOf } from '../../../contract/reading.ts';
import { arbitraryQuery } from '../../../model/query/arbitrary-query.ts';
import { arbitraryRun, type TestRun } from '../../../model/query/arbitrary-run.ts';
import { testNow } from '../../../model/query/vocabulary.ts';
import { trials } from '../../../trials.ts';
import { orphan, toEvents, toLost, toStorable } from '../random-events.ts';
import { recordAt, rewrite, tempFolder } from '../temp-store.ts';

const arbitraryRuns = fc.array(arbitraryRun, { minLength: 200, maxLength: 300 }).map(toStorable);

/** Every size is as likely: many small pages of many runs take long. */
const arbitraryLimit = fc.noBias(fc.integer({ min: 1, max: 80 }));

const plans: readonly (readonly [name: string, plan: (query: Query, reader: Reader) => Plan])[] = [
  ['scan', (query, reader) => planScan(query, reader, testNow)],
  ['cheapest', (query, reader) => planQuery(query, reader, testNow)],
  [
    'text indexes before others',
    (query, reader) => planQuery(query, reader, testNow, { costs: { fewRuns: 0, seekCost: 0 } }),
  ],
  [
    'indexes only where they are whole',
    (query, reader) =>
      planQuery(query, reader, testNow, { costs: { fewRuns: -1, seekCost: Number.POSITIVE_INFINITY } }),
  ],
];

describe('every plan of a query', () => {
  it('finds the same runs as the matcher, some of them lost, some not indexed yet', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryRuns,
        fc.array(fc.tuple(arbitraryQuery, arbitraryLimit), {
          minLength: trials(50, 25),
          maxLength: trials(50, 25),
        }),
        fc.boolean(),
        async (runs, queries, hasLost) => {
          const seen = hasLost ? runs.map((run, at) => (at % 3 === 0 ? toLost(run) : run)) : runs;
          const listed = toListed(seen);
          await withReader(runs, seen, reader => {
            for (const [query, limit] of queries) {
              const wanted = idsOf(meant(listed, query));
              for (const [name, plan] of plans) {
                const found = idsOf(readAll(plan(query, reader), reader, limit));
                expect(found, `${name}: ${JSON.stringify(query)}`).toEqual(wanted);
              }
            }
          });
        },
      ),
      { numRuns: trials(5, 1), endOnFailure: true },
    );
  });
});

describe('a quick plan', () => {
  it('is there where an index answers the whole query, and only there', async () => {
    const runs = toStorable(fc.sample(arbitraryRun, { numRuns: 300, seed: 3 }));
    await withReader(runs, runs, reader => {
      const isQuick = (filter: string) => planQuick(parseQuery(filter), reader, testNow) !== undefined;
      const quick = [
        '',
        'status:failed',
        '-status:success',
        'status:active',
        'status:"paused"',
        'status:failed,canceled status:failed',
        'type:agent',
        'workflow:ada',
        'workflow:ada status:failed',
        'since:24h status:failed',
        'until:1h',
        '-type:agent',
        'retryOf:run_1,run_2',
        'retryOf:* since:24h',
      ];
      for (const filter of quick) expect(isQuick(filter), filter).toBe(true);
      const slow = [
        '-status:active',
        'timeout',
        'actor:ada',
        'status:failed actor:ada',
        '-since:24h',
        'started:<1h',
        'input.email:a',
        'log:a',
        'workflow:* type:agent',
        '-retryOf:run_1',
        'retryOf:run_1 actor:ada',
      ];
      for (const filter of slow) expect(isQuick(filter), filter).toBe(false);
    });
  });
});

function readAll(plan: Plan, reader: Reader, limit: number): readonly RunSummary[] {
  const runs: RunSummary[] = [];
  let cursor: string | undefined;
  do {
    const page = readPart(plan, reader, limit, cursor);
    runs.push(...page.runs);
    cursor = page.nextCursor;
  } while (cursor);
  return runs;
}

/** Under a budget so small that a scan never fills its page. */
function readPart(plan: Plan, reader: Reader, limit: number, cursor?: string): RunPage {
  return finish(readPage(plan, reader, { limit, cursor, budget: { ms: 60_000, rows: 1 } }));
}

async function withReader(
  runs: readonly TestRun[],
  seen: readonly TestRun[],
  use: (reader: Reader) => void,
): Promise<void> {
  const folder = tempFolder();
  const path = folder.file('runs.db');
  await recordAt(path, runs.flatMap(toEvents));
  rewrite(path, 'INSERT OR IGNORE INTO unindexed SELECT key FROM runs WHERE key % 7 = 0');
  rewrite(path, 'DELETE FROM words WHERE rowid IN (SELECT key FROM unindexed)');
  rewrite(path, 'DELETE FROM texts WHERE rowid IN (SELECT key FROM unindexed)');
  rewrite(
    path,
    'INSERT OR REPLACE INTO unindexed_logs SELECT DISTINCT run, 0, 0 FROM logs WHERE run % 5 = 0',
  );
  rewrite(path, 'DELETE FROM log_texts WHERE rowid / 1024 IN (SELECT run FROM unindexed_logs)');
  orphan(
    path,
    runs.filter((run, at) => run !== seen[at]).map(run => run.summary.id),
  );
  const reader = createReader(openReadable(path, 1_000));
  try {
    use(reader);
  } finally {
    reader.db.close();
    folder.remove();
  }
}
