import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, expect, it, type TestContext } from 'vitest';
import { sleep } from '../../../src/async/sleep.ts';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { Change, RunStore } from '../../../src/contract/run-store.ts';
import type { HttpTiming } from '../../../src/http/with-retries.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { openHttpStore } from '../../../src/stores/http/open-http-store.ts';
import { waitFor } from '../../contract/reading.ts';
import { refuse, startFaultProxy } from '../../http/fault-proxy.ts';

const quick: Partial<HttpTiming> = {
  retryMs: 100,
  firstRetryMs: 10,
  firstStreamRetryMs: 20,
  streamAgainMs: 300,
  pollMs: 40,
  errorEveryMs: 100,
};

type OnEvents = (request: IncomingMessage, response: ServerResponse) => void;

const openStream: OnEvents = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write('retry: 20\nid: 1\n\n');
};

type Test = Pick<TestContext, 'onTestFinished'>;

/** Speaks as much of the API as a watcher hears. */
async function speak({ onTestFinished }: Test, onEvents: OnEvents = openStream) {
  const streams = new Set<ServerResponse>();
  const asked: IncomingMessage[] = [];
  const held: ServerResponse[] = [];
  const state = { onEvents, total: 1, isBroken: false, isRevoked: false, isHoldingPolls: false };
  const server = createServer((request, response) => {
    asked.push(request);
    const path = request.url?.replace(/\?.*/, '');
    if (state.isHoldingPolls && path !== '/v1/events') return void held.push(response);
    if (state.isRevoked) return void response.writeHead(401).end();
    if (path === '/v1/events') {
      streams.add(response);
      response.on('close', () => streams.delete(response));
      return state.onEvents(request, response);
    }
    const body = path === '/v1/counts' ? { total: state.total, counts: {} } : { data: [], nextCursor: null };
    const etag = `"${state.total}"`;
    const isKnown = request.headers['if-none-match'] === etag;
    response.writeHead(isKnown ? 304 : 200, { 'content-type': 'application/json', etag });
    response.end(isKnown ? undefined : JSON.stringify(body));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    state,
    streams,
    held,
    asked: (path: string) => asked.filter(request => request.url?.startsWith(path)),
    say: (text: string) => {
      for (const stream of streams) stream.write(text);
    },
  };
}

async function openAt(
  { onTestFinished }: Test,
  url: string,
  timeouts: Partial<HttpTiming> = {},
): Promise<RunStore> {
  const store = await openHttpStore({
    url,
    target: { name: 'test', kind: 'http', location: url, reason: 'test' },
    timeouts: { ...quick, ...timeouts },
    env: {},
  });
  onTestFinished(() => store.close());
  return store;
}

function watch({ onTestFinished }: Test, store: RunStore) {
  const changes: Change[] = [];
  const ending = new AbortController();
  const watching = (async () => {
    for await (const change of store.changes(ending.signal)) changes.push(change);
  })();
  onTestFinished(() => ending.abort());
  return {
    changes,
    types: () => changes.map(change => change.type),
    end: async () => {
      ending.abort();
      await watching;
    },
    watching,
  };
}

function endsAtOnce(text: string): OnEvents {
  return (_request, response) =>
    void response.writeHead(200, { 'content-type': 'text/event-stream' }).end(text);
}

const changedEvent = 'event: changed\nid: 2\ndata: {}\n\n';

describe('a watched server', () => {
  it('reports the changes of its stream, and nothing else', async test => {
    const server = await speak(test);
    // Without polls: one before the stream is open makes a gap of what is its beginning.
    const watched = watch(test, await openAt(test, server.url, { pollMs: 60_000 }));
    await waitFor(() => server.streams.size === 1);
    server.say(':\n\nevent: other\ndata: {}\n\n');
    server.say(changedEvent);
    await waitFor(() => watched.changes.length === 1);
    server.say(changedEvent);
    await waitFor(() => watched.changes.length === 2);
    await watched.end();
    expect(watched.types()).toEqual(['changed', 'changed']);
    expect(server.asked('/v1/events')).toHaveLength(1);
    await waitFor(() => server.streams.size === 0);
  });

  it('reports a change when something was read before', async test => {
    const server = await speak(test);
    // Without polls, which may report the same gap before the stream is open.
    const store = await openAt(test, server.url, { pollMs: 60_000 });
    await store.listRuns(emptyQuery, { sort: newestFirst, limit: 1, now: 0 });
    const watched = watch(test, store);
    await waitFor(() => watched.changes.length === 1);
    expect(watched.types()).toEqual(['changed']);
  });

  it('reconnects after the last event, and reports a change for the gap', async test => {
    const server = await speak(test);
    const watched = watch(
      test,
      await openAt(test, server.url, { firstStreamRetryMs: 60_000, pollMs: 60_000 }),
    );
    await waitFor(() => server.streams.size === 1);
    server.say(changedEvent);
    server.say('event: restarting\ndata: {}\n\n');
    for (const stream of server.streams) stream.end('id: 9\ndata: cut off');
    await waitFor(() => server.asked('/v1/events').length === 2);
    expect(server.asked('/v1/events')[1]?.headers['last-event-id']).toBe('2');
    await waitFor(() => watched.changes.length === 2);
    expect(watched.types()).toEqual(['changed', 'changed']);
  });

  it.concurrent('whose streams are junk again and again says so once, and is polled', async test => {
    const junk = endsAtOnce('x'.repeat(300 * 1_024));
    const server = await speak(test, junk);
    const watched = watch(test, await openAt(test, server.url));
    const errors = () =>
      watched.changes.flatMap(change => (change.type === 'error' ? [change.error.message] : []));
    await waitFor(() => server.asked('/v1/events').length >= 3);
    expect(errors()).toEqual(['the stream sent an event larger than 256 KB']);
    server.state.total += 1;
    const { length } = watched.changes;
    await waitFor(() => watched.changes.length > length);
    expect(watched.types().slice(length)).not.toContain('error');
    server.state.onEvents = endsAtOnce(`retry: 20\n\n${changedEvent}`);
    await waitFor(() => server.asked('/v1/events').at(-1)?.headers['last-event-id'] === '2');
    server.state.onEvents = junk;
    await waitFor(() => errors().length === 2);
  });

  it.concurrent.for<[string, OnEvents]>([
    ['retry: 0', endsAtOnce('retry: 0\n\n')],
    ['retry: 0 and an event', endsAtOnce(`retry: 0\n\n${changedEvent}`)],
    ['retry: 1', endsAtOnce('retry: 1\n\n')],
    ['no retry', endsAtOnce(':\n\n')],
    ['nothing', endsAtOnce('')],
    ['a connection that breaks', (_request, response) => void response.destroy()],
    ['204', (_request, response) => void response.writeHead(204).end()],
    ['429', (_request, response) => void response.writeHead(429).end()],
    ['500', (_request, response) => void response.writeHead(500).end()],
  ])('is not asked again and again for a stream that ends at once: %s', async ([, onEvents], test) => {
    const server = await speak(test, onEvents);
    const store = await openAt(test, server.url, { streamAgainMs: 60_000 });
    const watched = watch(test, store);
    await waitFor(() => server.asked('/v1/events').length > 0);
    await sleep(2_000);
    await watched.end();
    expect(server.asked('/v1/events').length).toBeLessThanOrEqual(8);
  });

  it.concurrent('is asked for a stream within seconds, whatever its retry says', async test => {
    const server = await speak(test, endsAtOnce('retry: 99999999999\n\n'));
    watch(test, await openAt(test, server.url, {}));
    await waitFor(() => server.asked('/v1/events').length > 1, 20_000);
  });

  it.concurrent('is asked once a minute after it took the token back, and says so', async test => {
    const server = await speak(test);
    const watched = watch(test, await openAt(test, server.url, { streamAgainMs: 60_000 }));
    await waitFor(() => server.streams.size === 1);
    server.state.isRevoked = true;
    for (const stream of server.streams) stream.end();
    await waitFor(() => watched.types().includes('error'));
    await sleep(1_500);
    expect(watched.changes.at(-1)).toMatchObject({ type: 'error', error: { kind: 'auth' } });
    expect(server.asked('/v1/').filter(({ url }) => !url?.startsWith('/v1/runs')).length).toBeLessThanOrEqual(
      4,
    );
  });

  it('is followed again once a read is answered after it refused the token', async test => {
    const server = await speak(test);
    const store = await openAt(test, server.url, { streamAgainMs: 60_000 });
    const watched = watch(test, store);
    await waitFor(() => server.streams.size === 1);
    server.state.isRevoked = true;
    for (const stream of server.streams) stream.end();
    const read = () => store.listRuns(emptyQuery, { sort: newestFirst, limit: 1, now: 0 });
    await waitFor(() => server.asked('/v1/counts').length > 0);
    await expect(read()).rejects.toMatchObject({ kind: 'auth' });
    server.state.isRevoked = false;
    await read();
    await waitFor(() => watched.types().at(-1) === 'changed', 20_000);
    const seen = watched.changes.length;
    server.state.total += 1;
    await waitFor(() => watched.changes.length > seen, 20_000);
  });

  it('is followed again where a read is answered before the refusal of a poll arrives', async test => {
    const server = await speak(test);
    const store = await openAt(test, server.url, { streamAgainMs: 60_000 });
    const watched = watch(test, store);
    await waitFor(() => server.streams.size === 1);
    Object.assign(server.state, { isRevoked: true, isHoldingPolls: true });
    for (const stream of server.streams) stream.end();
    await waitFor(() => watched.types().at(-1) === 'error' && server.held.length > 1);
    Object.assign(server.state, { isRevoked: false, isHoldingPolls: false });
    await store.listRuns(emptyQuery, { sort: newestFirst, limit: 1, now: 0 });
    for (const response of server.held) response.writeHead(401).end();
    await waitFor(() => watched.types().at(-1) === 'changed', 20_000);
  });

  it('notices a stream that fell silent', async test => {
    const server = await speak(test);
    const watched = watch(test, await openAt(test, server.url, { streamIdleMs: 150 }));
    await waitFor(() => watched.types().includes('error') && watched.types().at(-1) === 'changed');
    const silent = watched.changes.find(change => change.type === 'error');
    expect(silent?.error.message).toMatch(/did not answer within/);
  });

  it.for<[string, OnEvents]>([
    ['404', (_request, response) => void response.writeHead(404).end('nothing')],
    ['405', (_request, response) => void response.writeHead(405).end()],
    [
      'a page',
      (_request, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
    ],
    ['a proxy that holds back all bytes', () => {}],
    [
      'a proxy that holds back events',
      (_request, response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders(),
    ],
  ])(
    'is asked every moment while there is %s instead of a stream, until there is one',
    async ([, onEvents], test) => {
      const server = await speak(test, onEvents);
      const watched = watch(test, await openAt(test, server.url, { streamOpenMs: 250 }));
      await waitFor(() => server.asked('/v1/counts').length >= 3);
      expect(server.asked('/v1/counts').at(-1)?.headers['if-none-match']).toBe('"1"');
      expect(watched.changes).toEqual([]);
      server.state.total = 2;
      await waitFor(() => watched.changes.length > 0);
      server.state.onEvents = openStream;
      const streams = server.asked('/v1/events').length;
      await waitFor(() => watched.changes.length > 1 && server.asked('/v1/events').length > streams);
      const [asked, told] = [server.asked('/v1/counts').length, watched.changes.length];
      server.say(changedEvent);
      await waitFor(() => watched.changes.length > told);
      expect(new Set(watched.types())).toEqual(new Set(['changed']));
      expect(server.asked('/v1/counts').length - asked).toBeLessThanOrEqual(1);
    },
  );

  it('reports now and then that it cannot be reached, and a change when it is back', async test => {
    const server = await speak(test);
    const proxy = await startFaultProxy(server.url);
    test.onTestFinished(proxy.close);
    const watched = watch(test, await openAt(test, proxy.url));
    await waitFor(() => server.streams.size === 1);
    const startedAt = performance.now();
    const { length } = watched.changes;
    proxy.set(refuse);
    await waitFor(() => watched.changes.length >= length + 3);
    expect(performance.now() - startedAt).toBeGreaterThan(200);
    expect(new Set(watched.types())).toEqual(new Set(['error']));
    proxy.set((client, upstream) => client.pipe(upstream()).pipe(client));
    // It is asked again after up to eight seconds, the longer the more often it was away.
    await waitFor(() => watched.types().includes('changed'));
  });

  it.for<[string, string]>([
    ['an event without an end', `data: ${'x'.repeat(300_000)}`],
    ['bytes that are no text', '\x00\xff\n\r\n\x01'.repeat(50_000)],
  ])('survives %s', async ([, garbage], test) => {
    let times = 0;
    const server = await speak(test, (request, response) => {
      times += 1;
      openStream(request, response);
      if (times === 1) response.end(garbage, 'latin1');
    });
    // Without polls, which may report the same gap before the stream is open again.
    const watched = watch(test, await openAt(test, server.url, { pollMs: 60_000 }));
    const countChanges = () => watched.types().filter(type => type === 'changed').length;
    await waitFor(() => times === 2 && countChanges() === 1);
    server.say(changedEvent);
    await waitFor(() => countChanges() === 2);
  });

  it('ends at once when the store is closed, whatever it waits for', async test => {
    for (const onEvents of [
      openStream,
      () => {},
      (_: unknown, response: ServerResponse) => response.destroy(),
    ]) {
      const server = await speak(test, onEvents);
      const store = await openAt(test, server.url, {
        pollMs: 60_000,
        firstStreamRetryMs: 60_000,
        streamOpenMs: 60_000,
      });
      const watched = watch(test, store);
      await waitFor(() => server.asked('/v1/events').length === 1);
      const startedAt = performance.now();
      await store.close();
      await watched.watching;
      expect(performance.now() - startedAt).toBeLessThan(20_000);
      const again = store.changes(new AbortController().signal)[Symbol.asyncIterator]();
      expect(await again.next()).toMatchObject({ done: true });
    }
  });
});
