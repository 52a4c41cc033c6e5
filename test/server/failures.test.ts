import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { RunStore } from '../../src/contract/run-store.ts';
import type { FailureTally } from '../../src/model/failure/failure-tally.ts';
import { failureListSchema } from '../../src/protocol/explanation-schema.ts';
import { runListSchema } from '../../src/protocol/response-schemas.ts';
import { createFakeStore } from '../cli/fake-store.ts';
import { createRun } from '../cli/sample-runs.ts';
import { sampleNow } from '../contract/sample-events.ts';
import { createFakeServed } from './fake-served.ts';
import { addToken, shareServing, startServing } from './serving.ts';

const path = (query: Readonly<Record<string, string>> = {}) => `/v1/failures?${new URLSearchParams(query)}`;

function tallyOf(failure: string, times: FailureTally['times'] = [[0, 1]]): FailureTally {
  const at = { id: `run of ${failure}`, at: 0 };
  return {
    failure,
    name: 'orders',
    count: times.length,
    first: at,
    last: at,
    times,
    example: { message: 'no' },
  };
}

const serve = (overrides: Partial<RunStore>) =>
  startServing({ served: createFakeServed([], { store: createFakeStore([], { overrides }) }) });

async function readPages(get: (path: string) => Promise<Response>, query = {}) {
  const pages: v.InferOutput<typeof failureListSchema>['data'][] = [];
  let cursor: string | undefined;
  do {
    const page = path({ ...query, ...(cursor === undefined ? {} : { cursor }) });
    const { data, nextCursor } = v.parse(failureListSchema, await (await get(page)).json());
    pages.push(data);
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
  return pages;
}

describe('GET /v1/failures', () => {
  const serving = shareServing();

  it('counts the failed runs that match, by failure and workflow', async () => {
    const now = new Date(sampleNow).toISOString();
    const read = async (query: object) =>
      v.parse(failureListSchema, await (await serving().get(path({ now, bucket: 'hour', ...query }))).json());
    const list = await (await serving().get(`/v1/runs?filter=status:failed&now=${now}`)).json();
    const failed = v.parse(runListSchema, list).data.filter(run => run.errorSummary);
    const counts = (await read({})).data.map(tally => tally.count);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(failed.length);
    const [first] = failed;
    const { data, nextCursor } = await read({ filter: `failure:${first?.errorSummary?.failure}` });
    expect(nextCursor).toBeNull();
    expect(data).toEqual([
      {
        failure: first?.errorSummary?.failure,
        name: first?.name,
        count: 1,
        first: { id: first?.id, at: first?.createdAt },
        last: { id: first?.id, at: first?.createdAt },
        times: [[Math.floor((first?.createdAt ?? 0) / 3_600_000), 1]],
        example: first?.errorSummary,
      },
    ]);
  });

  it.each([
    [{ filter: 'stauts:failed' }, 'urn:runlens:problem:bad-filter'],
    [{ bucket: 'week' }, 'urn:runlens:problem:bad-request'],
    [{ vote: 'yes' }, 'urn:runlens:problem:bad-request'],
    [{ cursor: 'x' }, 'urn:runlens:problem:bad-request'],
  ])('refuses %j', async (query, type) => {
    const response = await serving().get(path(query));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ type });
  });

  it('is not modified while nothing has changed', async () => {
    const query = path({ now: new Date(sampleNow).toISOString() });
    const etag = (await serving().get(query)).headers.get('etag') ?? '';
    expect((await serving().get(query, { 'if-none-match': etag })).status).toBe(304);
  });

  it('needs the scope to read', async () => {
    const own = await startServing();
    const [reader, writer] = [await addToken(own.served, ['read']), await addToken(own.served, ['write'])];
    const statusOf = async ({ text }: { readonly text: string }) =>
      (await own.get(path(), { authorization: `Bearer ${text}` })).status;
    expect([await statusOf(reader), await statusOf(writer), (await own.get(path())).status]).toEqual([
      200, 403, 401,
    ]);
  });

  it('gives what a store counts at once in pages of a thousand, each tally once', async () => {
    const tallies = Array.from({ length: 2_500 }, (_, at) => tallyOf(`sig${at * 7_919}`));
    const { get } = await serve({ failures: async () => ({ tallies }) });
    const pages = await readPages(get);
    expect(pages.map(page => page.length)).toEqual([1_000, 1_000, 500]);
    expect(new Set(pages.flat().map(({ failure }) => failure)).size).toBe(2_500);
  });

  it('gives fewer tallies a page where they have many times', async () => {
    const times = Array.from({ length: 9_000 }, (_, at) => [at * 60_000, 1] as const);
    const { get } = await serve({
      failures: async () => ({ tallies: ['a', 'b', 'c', 'd', 'e'].map(failure => tallyOf(failure, times)) }),
    });
    expect((await readPages(get)).map(page => page.length)).toEqual([2, 2, 1]);
  });

  it('leaves out none of the tallies of one failure and workflow, such as those of runs that are not signed yet', async () => {
    const many = Array.from({ length: 1_500 }, (_, at) => tallyOf(`sig${1_000 + Math.floor(at / 3)}`));
    const { get } = await serve({ failures: async () => ({ tallies: many }) });
    const pages = await readPages(get);
    expect(pages.map(page => page.length)).toEqual([1_002, 498]);
  });

  it('gives no more in a page for a cursor that it did not make', async () => {
    const tallies = Array.from({ length: 1_200 }, (_, at) => tallyOf(`sig${at}`));
    const { get } = await serve({ failures: async () => ({ tallies }) });
    const forged = Buffer.from('["fx",null]').toString('base64url');
    const { data } = v.parse(failureListSchema, await (await get(path({ cursor: forged }))).json());
    expect(data).toHaveLength(1_000);
  });

  it('gives every page of a workflow whose name is longer than a URL', async () => {
    const tallies = Array.from({ length: 1_200 }, (_, at) => ({
      ...tallyOf(`sig${1_000 + at}`),
      name: at === 999 ? 'n'.repeat(100_000) : 'orders',
    }));
    const { get } = await serve({ failures: async () => ({ tallies }) });
    expect((await readPages(get)).map(page => page.length)).toEqual([1_000, 200]);
  });

  it('gives each failure once while others are recorded that would move the end of a part', async () => {
    const all = Array.from({ length: 1_300 }, (_, at) => tallyOf(`f${10_000 + at}`));
    const ends = [1_200, 900, 800];
    const { get } = await serve({
      failures: async (_, { cursor }) => {
        const end = cursor === undefined ? (ends.shift() ?? 0) : Number(cursor.replace('same', ''));
        if (cursor !== undefined && !cursor.startsWith('same')) return { tallies: all.slice(end) };
        return { tallies: all.slice(0, end), cursor: `same${end}`, nextCursor: String(end) };
      },
    });
    expect((await readPages(get)).flat().map(({ failure }) => failure)).toEqual(
      all.map(({ failure }) => failure),
    );
  });

  it('goes from run to run where the store does not count, and says how far it has come', async () => {
    const runs = Array.from({ length: 5 }, (_, at) =>
      createRun({ id: `run_${at}`, status: 'failed', errorSummary: { message: 'no', failure: 'sig' } }),
    );
    const store = createFakeStore(runs, { scanRows: 2 });
    const { get } = await startServing({ served: createFakeServed(runs, { store }) });
    const first = v.parse(failureListSchema, await (await get(path())).json());
    expect([first.data.length, first.scanned]).toEqual([2, { read: 2, total: 5 }]);
    expect((await readPages(get)).map(page => page.length)).toEqual([2, 2, 1]);
  });

  it('tells a store where only the vote matters', async () => {
    const votes: unknown[] = [];
    const { get } = await serve({
      failures: async (_, { isVote, bucketMs }) => {
        votes.push([isVote, bucketMs]);
        return { tallies: [] };
      },
    });
    await get(path({ vote: 'true', bucket: 'day' }));
    await get(path());
    expect(votes).toEqual([
      [true, 86_400_000],
      [false, 60_000],
    ]);
  });
});
