import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunGroup } from '../../../src/contract/workflow-info.ts';
import { createRowLists, type ListParts } from '../../../src/engines/kit/row-lists.ts';
import { listedRuns, type RunSearch } from '../../../src/engines/kit/run-search.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { formatQuery } from '../../../src/model/query/format.ts';
import { compileMatcher } from '../../../src/model/query/match/compile-matcher.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { emptyQuery, type Query } from '../../../src/model/query/query.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import { idsOf } from '../../contract/reading.ts';
import { manyRuns } from './counted-source.ts';

const now = 2_000_000;
const page = { sort: newestFirst, limit: 5, now };
const longest = { field: 'duration', descending: true } as const;
const budget = { ms: 60_000, rows: 1_000_000 };
const timeout = new InspectorError('timeout', 'the database took too long to answer');
const gone = new InspectorError('unreachable', 'the database went away');

function summaries(count: number, of?: (at: number) => Partial<RunSummary>): readonly RunSummary[] {
  return manyRuns(count, of).map(({ summary }) => summary);
}

type Search = Partial<RunSearch<RunSummary>>;

/** Lists of runs that an engine finds as `search` says, over one that leaves all to the matcher. */
function listsOf(
  runs: readonly RunSummary[],
  search: (query: Query) => Search = () => ({}),
  parts: Partial<ListParts<RunSummary>> = {},
) {
  const searched: string[] = [];
  const plain = listedRuns({ list: async () => runs, placeOf: run => run });
  const lists = createRowLists<RunSummary>(
    {
      runs: {
        async search(query, options) {
          searched.push(formatQuery(query));
          return { ...(await plain.search(query, options)), ...search(query) };
        },
      },
      summary: run => run,
      ...parts,
    },
    budget,
  );
  return { lists, searched };
}

/** As an engine that answers this part of a query by itself. */
function aided(runs: readonly RunSummary[], part: string): Search {
  const matches = compileMatcher(parseQuery(part), { now });
  return {
    rest: emptyQuery,
    async *read() {
      yield runs.filter(summary => matches({ summary }));
    },
  };
}

describe('a list of rows', () => {
  const runs = summaries(60, at => ({ status: at % 2 === 0 ? 'failed' : 'success', actor: `a${at % 3}` }));

  it('leaves to the matcher what the engine does not decide, and nothing else', async () => {
    const matched: string[] = [];
    const { lists } = listsOf(
      runs,
      () => ({ ...aided(runs, 'status:failed'), rest: parseQuery('actor:a0') }),
      {
        summary: run => {
          matched.push(run.status);
          return run;
        },
      },
    );
    const found = await lists.listRuns(parseQuery('status:failed actor:a0'), page);
    const wanted = runs.filter(({ status, actor }) => status === 'failed' && actor === 'a0');
    expect(idsOf(found.runs)).toEqual(idsOf(wanted.slice(0, 5)));
    expect(new Set(matched)).toEqual(new Set(['failed']));
  });

  it('is sorted by the engine where it can, and here where it cannot', async () => {
    const sorted = [runs[7], runs[3]].flatMap(run => run ?? []);
    const able = listsOf(runs, () => ({ rest: emptyQuery, top: async () => sorted })).lists;
    expect(await able.listRuns(emptyQuery, { ...page, sort: longest })).toEqual({ runs: sorted });
    const timed = summaries(60, at => ({ startedAt: 0, finishedAt: (at * 7) % 60 }));
    for (const top of [undefined, async () => undefined]) {
      const { lists } = listsOf(timed, () => ({ top }));
      const { runs: found } = await lists.listRuns(emptyQuery, { ...page, sort: longest });
      expect(found.map(({ finishedAt }) => finishedAt)).toEqual([59, 58, 57, 56, 55]);
    }
  });

  it('newest first is read page by page, although the engine could sort', async () => {
    const { lists } = listsOf(runs, () => ({ rest: emptyQuery, top: async () => [] }));
    const first = await lists.listRuns(emptyQuery, page);
    expect([idsOf(first.runs), first.nextCursor]).toEqual([idsOf(runs.slice(0, 5)), expect.any(String)]);
    const second = await lists.listRuns(emptyQuery, { ...page, cursor: first.nextCursor });
    expect(idsOf(second.runs)).toEqual(idsOf(runs.slice(5, 10)));
  });

  it('has notes, which say what is missing', async () => {
    const notes = ['2 files could not be read'];
    const { lists } = listsOf(runs, undefined, { notes: () => notes });
    expect((await lists.listRuns(emptyQuery, page)).notes).toEqual(notes);
    expect(await listsOf(runs).lists.listRuns(emptyQuery, page)).not.toHaveProperty('notes');
  });
});

describe('a search that takes the engine too long', () => {
  const runs = summaries(60, at => ({ status: at % 2 === 0 ? 'failed' : 'success', name: `flow-${at % 3}` }));
  const query = parseQuery('status:failed');
  const fails = (error: Error): Search => ({
    rest: emptyQuery,
    // biome-ignore lint/correctness/useYield: it fails before there is anything
    async *read() {
      throw error;
    },
  });
  const fallback = async (): Promise<RunSearch<RunSummary>> => {
    const plain = listedRuns({ list: async () => runs, placeOf: (run: RunSummary) => run });
    return plain.search(query, { now });
  };

  it('is made without its aid, page by page, and the matcher decides', async () => {
    const other = await fallback();
    const { lists } = listsOf(runs, () => ({ ...fails(timeout), fallback: () => other }));
    const wanted = idsOf(runs.filter(({ status }) => status === 'failed'));
    expect(idsOf((await lists.listRuns(query, { ...page, limit: 60 })).runs)).toEqual(wanted);
    expect((await lists.failures(query, { now, bucketMs: 1_000 }))?.tallies.length).toBeGreaterThan(0);
    expect(await lists.suggest('project', '')).toEqual([]);
  });

  it.each([
    ['where there is no other way', timeout, false],
    ['for another reason', gone, true],
  ])('is told, %s', async (_, error, hasOther) => {
    const other = await fallback();
    const { lists } = listsOf(runs, () => ({
      ...fails(error),
      ...(hasOther ? { fallback: () => other } : {}),
    }));
    await expect(lists.listRuns(query, page)).rejects.toBe(error);
  });

  it('leaves what is usual to be told', async () => {
    const started = runs.map(run => ({ ...run, status: 'success' as const, startedAt: 0, finishedAt: 100 }));
    const plain = listedRuns({ list: async () => started, placeOf: (run: RunSummary) => run });
    const other = await plain.search(parseQuery('status:success'), { now });
    const { lists } = listsOf(started, ({ clauses }) =>
      clauses.length === 0 ? {} : { ...fails(timeout), fallback: () => other },
    );
    const found = await lists.listRuns(emptyQuery, { ...page, usual: true });
    expect(found.runs[0]?.usual).toEqual({ medianMs: 100, p95Ms: 100 });
  });
});

describe('counts by workflow and status', () => {
  const groups: readonly RunGroup[] = [
    { name: 'mail', status: 'success', count: 7, lastCreatedAt: 5 },
    { name: 'mail', status: 'failed', count: 2, lastCreatedAt: 9 },
    { name: 'mail', status: 'running', count: 1, lastCreatedAt: 1 },
    { name: 'mail', status: 'unknown', count: 4 },
    { name: 'mail', status: 'unknown', finishedAt: 3, count: 3 },
    { name: 'bot', kind: 'agent', status: 'success', count: 1 },
  ];

  it('are those of the engine, added up', async () => {
    const { lists, searched } = listsOf([], undefined, { groups: async () => groups });
    expect(await lists.counts()).toEqual({ success: 8, failed: 2, running: 1, unknown: 7, total: 18 });
    expect(await lists.workflows()).toEqual([
      { name: 'mail', kind: 'workflow', total: 17, failed: 2, active: 5, lastCreatedAt: 9 },
      { name: 'bot', kind: 'agent', total: 1, failed: 0, active: 0, lastCreatedAt: undefined },
    ]);
    expect(searched).toEqual([]);
  });

  it('are read from the runs where the engine has none', async () => {
    const { lists } = listsOf(summaries(14, at => ({ status: at < 3 ? 'failed' : 'success' })));
    expect(await lists.counts()).toEqual({ failed: 3, success: 11, total: 14 });
    expect((await lists.workflows()).map(({ total }) => total)).toEqual([2, 2, 2, 2, 2, 2, 2]);
  });

  it('are quicker ones where the engine has them', async () => {
    const parts = { groups: async () => groups, counts: async () => ({ total: 3 }) };
    expect(await listsOf([], undefined, parts).lists.counts()).toEqual({ total: 3 });
  });

  it('are none where counting takes too long, and asked for again only after a while', async () => {
    let asked = 0;
    const { lists } = listsOf([], undefined, {
      async groups({ withinMs = 0 }) {
        asked += 1;
        await new Promise(resolve => setTimeout(resolve, withinMs));
        throw timeout;
      },
    });
    expect([await lists.counts(), await lists.counts(), asked]).toEqual([undefined, undefined, 1]);
    const broken = listsOf([], undefined, { groups: async () => Promise.reject(gone) }).lists;
    await expect(broken.counts()).rejects.toBe(gone);
  });

  it('are a change once when those that were shown again for a while can be counted anew', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    let count = 1;
    const { lists } = listsOf([], undefined, {
      async groups() {
        vi.advanceTimersByTime(50);
        return [{ name: 'mail', status: 'failed', count }];
      },
    });
    const first = lists.countsVersion();
    expect(await lists.counts()).toEqual({ failed: 1, total: 1 });
    vi.advanceTimersByTime(60_000);
    expect(lists.countsVersion()).toBe(first);
    expect(await lists.counts()).toEqual({ failed: 1, total: 1 });
    count = 2;
    expect([await lists.counts(), lists.countsVersion()]).toEqual([{ failed: 1, total: 1 }, first]);
    vi.advanceTimersByTime(60_000);
    const later = lists.countsVersion();
    expect(later).not.toBe(first);
    expect(await lists.counts()).toEqual({ failed: 2, total: 2 });
    vi.advanceTimersByTime(60_000);
    expect(lists.countsVersion()).toBe(later);
  });

  it('name the workflows that can be started, also those without runs', async () => {
    const parts = { groups: async () => groups, offered: async () => ['mail', 'nightly'] };
    const infos = await listsOf([], undefined, parts).lists.workflows();
    expect(infos.map(({ name, total, isOffered }) => [name, total, isOffered])).toEqual([
      ['mail', 17, true],
      ['bot', 1, undefined],
      ['nightly', 0, true],
    ]);
  });
});

describe('suggestions', () => {
  it('are names of workflows from the counts, by prefix in any case, and those on offer where counting is slow', async () => {
    const group = (name: string, count: number): RunGroup => ({ name, status: 'success', count });
    const groups = [group('mail', 1), group('Main', 5), group('other', 9)];
    const { lists, searched } = listsOf([], undefined, { groups: async () => groups });
    expect(await lists.suggest('workflow', 'MA')).toEqual(['Main', 'mail']);
    expect(searched).toEqual([]);
    const many = Array.from({ length: 80 }, (_, at) => group(`flow-${at}`, 1));
    expect(
      await listsOf([], undefined, { groups: async () => many }).lists.suggest('workflow', ''),
    ).toHaveLength(50);
    const slow = { groups: async () => Promise.reject(timeout), offered: async () => ['nightly', 'mail'] };
    expect(await listsOf([], undefined, slow).lists.suggest('workflow', 'n')).toEqual(['nightly']);
  });

  it('read the newest runs alone, and of ids and errors those that may have one', async () => {
    let read = 0;
    const runs = summaries(9_000, at => ({ project: at < 2_000 ? 'new' : 'old' }));
    const { lists, searched } = listsOf(runs, () => ({
      async *read() {
        for (let at = 0; at < runs.length; at += 500) {
          read += 500;
          yield runs.slice(at, at + 500);
        }
      },
    }));
    expect(await lists.suggest('project', '')).toEqual(['new']);
    expect(read).toBe(2_000);
    await lists.suggest('id', 'run_00');
    await lists.suggest('error', '');
    expect(searched).toEqual(['', 'id:run_00*', 'error:*']);
  });
});

describe('payloads that a filter asks for', () => {
  const runs = summaries(40);

  /** How many runs each request was for, and how many were found. */
  async function search(parts: Partial<ListParts<RunSummary>>, filter = 'input.n:7') {
    const asked: number[] = [];
    const { lists } = listsOf(runs, undefined, {
      ...parts,
      async payloads(rows, options) {
        asked.push(rows.length);
        return (await parts.payloads?.(rows, options)) ?? rows.map(() => ({ input: { n: 7 } }));
      },
    });
    const found = await lists.listRuns(parseQuery(filter), { ...page, limit: 40 });
    return { asked, found: found.runs.length };
  }

  it('are read of many runs at once, as many as the engine gives', async () => {
    expect(await search({})).toEqual({ asked: [40], found: 40 });
    const some = async (rows: readonly RunSummary[]) => rows.slice(0, 15).map(() => ({ input: { n: 7 } }));
    expect(await search({ payloads: some })).toEqual({ asked: [40, 25, 10], found: 40 });
  });

  it('are no more at once than can be held', async () => {
    const { asked } = await search({ bytesOf: () => 400_000 });
    expect(asked).toEqual(Array(20).fill(2));
    expect((await search({ bytesOf: () => 9_000_000 })).asked).toEqual(Array(40).fill(1));
    expect((await search({ bytesOf: () => 0 })).asked).toEqual([40]);
  });

  it('are not read where the row decides, and with logs only for a filter on logs', async () => {
    expect((await search({}, 'workflow:none input.n:7')).asked).toEqual([]);
    const withLogs: unknown[] = [];
    const payloads: ListParts<RunSummary>['payloads'] = async (rows, options) => {
      withLogs.push(options.withLogs);
      return rows.map(() => ({ logs: ['charged'] }));
    };
    expect((await search({ payloads }, 'log:charged')).found).toBe(40);
    expect((await search({ payloads }, 'input.n:7')).found).toBe(0);
    expect(withLogs).toEqual([true, false]);
  });
});
