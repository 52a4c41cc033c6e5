import { describe, expect, it } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { createRowLists } from '../../../src/engines/kit/row-lists.ts';
import type { RunSource } from '../../../src/engines/kit/run-search.ts';
import { listedRuns } from '../../../src/engines/kit/run-search.ts';
import { scanSettled } from '../../../src/engines/kit/scan-page.ts';
import { parseExactJson } from '../../../src/model/payload/json-text.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import { toStatus } from '../../../src/model/status.ts';
import { firstPage, listAll } from '../../contract/reading.ts';
import { sampleNow } from '../../contract/sample-events.ts';
import { histories, historyAnswers, historyEvents } from '../../contract/settled-histories.ts';
import type { TestRun } from '../../model/query/arbitrary-run.ts';
import { createCountedSource, listsOver, manyRuns } from './counted-source.ts';

const runs: readonly TestRun[] = histories
  .flatMap(historyEvents)
  .map(({ type: _, input, status, error, ...run }) => ({
    summary: {
      ...run,
      ...{ status: toStatus(status ?? ''), models: [], services: [] },
      errorSummary: error && { name: error.name, message: error.message ?? '' },
    },
    payloads: input === undefined ? {} : { input: parseExactJson(input) },
  }));
const answers = Object.assign({}, ...histories.map(historyAnswers));

async function answersOf(lists: Pick<RunStore, 'listRuns'>): Promise<Readonly<Record<string, string>>> {
  const found = [
    ...(await listAll(lists, parseQuery('settled:yes'), { limit: 7 })),
    ...(await listAll(lists, parseQuery('settled:no'), { limit: 7 })),
  ];
  return Object.fromEntries(
    found.map(({ id, settled }) => [id, settled ? `${settled.by} ${settled.how}` : 'open']),
  );
}

describe('a store that reads its runs tells the settled failures from the open ones', () => {
  it('run by run, in each of the planted histories', async () => {
    expect(await answersOf(listsOver(createCountedSource(runs, 16)))).toEqual(answers);
  });

  it('through an engine’s own search, in each of them', async () => {
    const payloads = new Map(runs.map(run => [run.summary, run.payloads]));
    const sorted = runs.map(({ summary }) => summary).sort((a, b) => b.createdAt - a.createdAt);
    const lists = createRowLists<RunSummary>({
      runs: listedRuns({ list: async () => sorted, placeOf: run => run }),
      summary: run => run,
      payloads: async rows => rows.map(row => payloads.get(row) ?? {}),
    });
    expect(await answersOf(lists)).toEqual(answers);
  });

  it('and counts the groups of the open ones alone', async () => {
    const lists = listsOver(createCountedSource(runs, 16), { ms: 60_000, rows: 1_000_000 });
    const count = async (filter: string) => {
      const chunk = await lists.failures(parseQuery(filter), { now: sampleNow, bucketMs: 3_600_000 });
      return chunk?.tallies.reduce((sum, tally) => sum + tally.count, 0);
    };
    const open = Object.values(answers).filter(answer => answer === 'open').length;
    expect(await count('settled:no')).toBe(open);
    expect(await count('status:failed')).toBe(Object.keys(answers).length);
  });

  it('reads no input of a workflow without a failure that is left', async () => {
    const settled = manyRuns(40, at => ({
      name: 'keyed',
      key: `k${at % 20}`,
      status: at < 20 ? 'success' : 'failed',
    }));
    const source = createCountedSource([...settled, ...manyRuns(100)], 10);
    expect((await listsOver(source).listRuns(parseQuery('settled:yes'), firstPage)).runs).toHaveLength(20);
    expect(source.loads()).toBe(0);
  });

  it('says how far it has searched', async () => {
    const source = createCountedSource(
      manyRuns(90, at => ({ name: 'one', status: at < 30 ? 'success' : 'failed' })),
      10,
    );
    const options = { now: sampleNow };
    const some = await scanSettled(source, options, { budget: { ms: 60_000, rows: 50 } });
    expect(some.notes).toEqual(['settled: the newest 50 runs were searched, and no older ones']);
    const { notes } = await scanSettled(slowly(source), options, { budget: { ms: 300, rows: 1_000 } });
    expect(notes).toEqual([expect.stringMatching(/^settled: \d+ inputs could not be compared in time$/u)]);
    const many = createCountedSource(
      manyRuns(20_001, () => ({ status: 'failed' })),
      500,
    );
    const page = await listsOver(many).listRuns(parseQuery('settled:no'), firstPage);
    expect(page.notes).toEqual(['settled: the newest 20,000 runs were searched, and no older ones']);
  });
});

/** Each payload takes a while. */
function slowly(source: RunSource): RunSource {
  return {
    ...source,
    async *read(options) {
      for await (const batch of source.read(options))
        yield batch.map(run => ({
          ...run,
          loadPayloads: () =>
            new Promise(resolve => setTimeout(() => resolve({ input: run.summary.id }), 400)),
        }));
    },
  };
}
