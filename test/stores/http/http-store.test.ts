import { createServer, type IncomingMessage } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { openHttpStore } from '../../../src/stores/http/open-http-store.ts';
import { sampleNow } from '../../contract/sample-events.ts';
import { openTestStore } from '../../server/serving.ts';
import { startServer } from './http-under-test.ts';

type Reply = { readonly status?: number; readonly etag?: string; readonly body?: unknown };

async function speak(reply: (request: IncomingMessage) => Reply | Promise<Reply>) {
  const requests: IncomingMessage[] = [];
  const server = createServer(async (request, response) => {
    requests.push(request);
    const { status = 200, etag, body } = await reply(request);
    response.writeHead(status, { 'content-type': 'application/json', ...(etag && { etag }) });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}/base`, requests };
}

async function openAt(url: string): Promise<RunStore> {
  const store = await openHttpStore({
    url,
    target: { name: 'test', kind: 'http', location: url, reason: 'test' },
    env: {},
  });
  onTestFinished(() => store.close());
  return store;
}

const empty = { data: [], nextCursor: null };

describe('a store over HTTP', () => {
  it('sends no request before it is used', async () => {
    const server = await speak(() => ({ body: empty }));
    const store = await openAt(server.url);
    expect(store.can).toMatchObject({ cancel: true, kill: false, start: true, live: true });
    await store.close();
    expect(server.requests).toEqual([]);
  });

  it('sends times by the user’s clock and zone, and keeps to the limits of a server', async () => {
    const server = await speak(() => ({ body: empty }));
    const store = await openAt(server.url);
    const asked = () => new URL(server.requests.at(-1)?.url ?? '', server.url).searchParams;
    const query = parseQuery('since:24h "a b&c"');
    await store.listRuns(query, { sort: newestFirst, limit: 9_999, cursor: 'x=&y', now: sampleNow });
    expect(Object.fromEntries(asked())).toEqual({
      filter: `since:${new Date(sampleNow - 86_400_000).toISOString()} "a b&c"`,
      limit: '500',
      cursor: 'x=&y',
      now: new Date(sampleNow).toISOString(),
    });
    const sort = { field: 'cost', descending: true } as const;
    await store.listRuns(emptyQuery, { sort, limit: 9_999, now: sampleNow });
    expect(Object.fromEntries(asked())).toMatchObject({ sort: '-cost', limit: '1000' });
  });

  it.each(['a/b', '..', '.', '%2e', 'ü ?#', '\ud800'])('keeps a run of the id %j in its place', async id => {
    const server = await speak(() => ({
      status: 404,
      body: { type: 'urn:runlens:problem:not-found', title: '', status: 404 },
    }));
    const store = await openAt(server.url);
    expect(await store.getRun(id)).toBeUndefined();
    expect(await store.cancelRun(id)).toEqual({ type: 'not-found' });
    for (const { url } of server.requests) expect(url).toMatch(/^\/base\/v1\/runs\/[^/?#]+(\/cancel)?$/);
  });

  it('uses the cached response when the server answers 304', async () => {
    let etag = '"1"';
    let total = 3;
    const server = await speak(({ headers }) =>
      headers['if-none-match'] === etag
        ? { status: 304, etag }
        : { etag, body: { total, counts: { failed: total } } },
    );
    const store = await openAt(server.url);
    expect(await store.counts()).toEqual({ total: 3, failed: 3 });
    expect(await store.counts()).toEqual({ total: 3, failed: 3 });
    expect(server.requests.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"']);
    etag = '"2"';
    total = 4;
    expect(await store.counts()).toEqual({ total: 4, failed: 4 });
    expect(await store.counts()).toEqual({ total: 4, failed: 4 });
    expect(server.requests.at(-1)?.headers['if-none-match']).toBe('"2"');
  });

  it('finds the cached response when only the clock has moved on, and only then', async () => {
    const server = await speak(() => ({ etag: '"1"', body: empty }));
    const store = await openAt(server.url);
    const ask = async (filter: string, limit: number, now: number) => {
      await store.listRuns(parseQuery(filter), { sort: newestFirst, limit, now });
      return server.requests.at(-1)?.headers['if-none-match'];
    };
    expect(await ask('since:24h', 50, sampleNow)).toBeUndefined();
    expect(await ask('since:24h', 50, sampleNow + 1_000)).toBe('"1"');
    expect(await ask('since:23h', 50, sampleNow)).toBeUndefined();
    expect(await ask('since:24h', 51, sampleNow)).toBeUndefined();
    await store.getRun('r').catch(() => {});
    expect(server.requests.at(-1)?.headers['if-none-match']).toBeUndefined();
  });

  it('reads from a real server, the second time without a body', async () => {
    const server = await startServer(await openTestStore());
    onTestFinished(() => server.close());
    const store = await openAt(server.url);
    const ask = () =>
      store.listRuns(parseQuery('status:failed'), { sort: newestFirst, limit: 50, now: sampleNow });
    const first = await ask();
    expect(first.runs.length).toBeGreaterThan(0);
    expect((await ask()).runs).toBe(first.runs);
  });

  it('says what the token allows', async () => {
    const can = { cancel: true, kill: false, start: true, startHook: false, live: true, sorts: [] };
    const scopes = ['read', 'start', 'later'];
    const server = await speak(() => ({ body: { name: 'runlens', version: '1', can, scopes } }));
    const store = await openAt(server.url);
    expect(await store.about?.()).toMatchObject({ version: '1', scopes });
  });

  it('reports stores that cannot count, cancel or start runs', async () => {
    const server = await speak(() => ({
      status: 501,
      body: { type: 'urn:runlens:problem:unsupported', title: 'no', status: 501 },
    }));
    const store = await openAt(server.url);
    expect(await store.counts()).toBeUndefined();
    expect(await store.cancelRun('r')).toEqual({ type: 'unsupported' });
    expect(await store.startRun({ workflow: 'w' })).toEqual({ type: 'unsupported' });
    await expect(store.workflows()).rejects.toMatchObject({ kind: 'unsupported' });
  });
});
