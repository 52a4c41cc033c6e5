import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { InspectorError } from '../../src/model/errors.ts';
import { endpoints } from '../../src/protocol/endpoints.ts';
import { problems } from '../../src/protocol/problem.ts';
import { runListSchema } from '../../src/protocol/response-schemas.ts';
import { createFakeStore } from '../cli/fake-store.ts';
import { runCreated, sampleNow } from '../contract/sample-events.ts';
import { createFakeServed } from './fake-served.ts';
import { rawRequest } from './raw-request.ts';
import { addToken, readJson, shareServing, shareStore, startServing, until } from './serving.ts';

const serving = shareServing();
const store = shareStore();

describe('answers', () => {
  it('come as 304 while nothing changed, and whole when something did', async () => {
    const { get, served } = await startServing({ served: store() });
    for (const path of [
      '/v1/runs',
      '/v1/counts',
      '/v1/workflows',
      '/v1/runs/run_ada',
      '/v1/runs/run_ada/trace',
    ]) {
      const etag = (await get(path)).headers.get('etag') ?? '';
      expect(etag).toMatch(/^W\/"[\w-]{32}"$/);
      for (const tag of [etag, etag.replace('W/', ''), `"other", ${etag}`, '*']) {
        const again = await get(path, { 'if-none-match': tag });
        expect(again.status, path).toBe(304);
        expect(await again.text()).toBe('');
        expect(again.headers.get('etag')).toBe(etag);
        expect(again.headers.get('cache-control')).toBe('private, no-cache');
      }
      expect((await get(path, { 'if-none-match': '"other"' })).status).toBe(200);
    }
    const etag = (await get('/v1/counts')).headers.get('etag') ?? '';
    await served.intake.apply({ writer: 'w', sequence: 1, isOwner: false, events: [runCreated('run_new')] });
    expect((await get('/v1/counts', { 'if-none-match': etag })).status).toBe(200);
  });

  it.each([
    ['gzip', true],
    ['br, gzip;q=0.5', true],
    ['*', true],
    ['identity', false],
    ['gzip;q=0', false],
    ['gzip;q=0, *', false],
    ['*;q=0, gzip', true],
    ['br', false],
  ])('are zipped for who accepts %s: %s', async (accepted, isZipped) => {
    const { url } = serving();
    const plain = await rawRequest(`${url}/v1/runs`);
    const answer = await rawRequest(`${url}/v1/runs`, { headers: { 'accept-encoding': accepted } });
    expect(answer.headers['content-encoding']).toBe(isZipped ? 'gzip' : undefined);
    expect(answer.headers['vary']).toContain('accept-encoding');
    expect(answer.headers['etag']).toBe(plain.headers['etag']);
    if (!isZipped) expect(answer.text).toBe(plain.text);
    else expect(Number(answer.headers['content-length'])).toBeLessThan(plain.text.length);
  });

  it.each(['/v1/runs', '/v1/events', '/v1/nope'])('are what they say they are: %s', async path => {
    const { url } = serving();
    const answer = await fetch(url + path);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    await answer.body?.cancel();
  });

  it('unzip to the same bytes', async () => {
    const { url, get } = serving();
    const answer = await fetch(`${url}/v1/runs`);
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    const { text } = await rawRequest(`${url}/v1/runs`);
    expect(await answer.text()).toBe(text);
    expect((await get('/v1')).headers.get('content-encoding')).toBe(null);
  });

  it('to HEAD have the headers of GET and no body', async () => {
    const { url } = serving();
    const asked = { headers: { 'accept-encoding': 'identity' } };
    const whole = await rawRequest(`${url}/v1/runs`, asked);
    const head = await rawRequest(`${url}/v1/runs`, { ...asked, method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(head.text).toBe('');
    for (const name of ['etag', 'content-type', 'content-length'])
      expect(head.headers[name]).toBe(whole.headers[name]);
  });

  it('tell which methods a path takes', async () => {
    const { url } = serving();
    const options = await rawRequest(`${url}/v1/runs`, { method: 'OPTIONS' });
    expect(options).toMatchObject({ status: 204, headers: { allow: 'GET, POST, HEAD, OPTIONS' } });
    expect(options.headers['access-control-allow-origin']).toBe(undefined);
    for (const method of ['PUT', 'DELETE', 'PATCH', 'TRACE']) {
      const answer = await rawRequest(`${url}/v1/runs/run_ada`, { method });
      expect(answer.status, method).toBe(405);
      expect(answer.headers.allow).toBe('GET, HEAD, OPTIONS');
      expect(JSON.parse(answer.text)).toMatchObject({ type: 'urn:runlens:problem:wrong-method' });
    }
  });

  it.each(['/', '/v1/', '/v2/runs', '/v1/runs/', '/v1/runs/a/b', '/v1/openapi.yaml'])(
    'say that there is nothing at %s',
    async path => {
      const answer = await serving().get(path);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ type: 'urn:runlens:problem:no-such-path' });
    },
  );

  it('keep the id that a client gave, where it is short and plain', async () => {
    const { get, lines } = await startServing({ served: createFakeServed() });
    const own = await get('/v1/nope', { 'x-request-id': 'abc-1.2_X' });
    expect(own.headers.get('x-request-id')).toBe('abc-1.2_X');
    expect(await own.json()).toMatchObject({ requestId: 'abc-1.2_X' });
    for (const id of ['x'.repeat(65), 'a b', '{"a":1}', '']) {
      const answer = await get('/v1', { 'x-request-id': id });
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
    await until(() => lines.length === 5, 'the lines are written');
    expect(lines[0]).toMatchObject({ id: 'abc-1.2_X', status: 404, path: 'unknown' });
  });
});

describe('runs', () => {
  it('match the schema, with times in ISO 8601', async () => {
    const { get } = serving();
    const value: unknown = await (await get('/v1/runs?filter=id:run_lost_mail')).json();
    expect(value).toMatchObject({
      data: [
        { startedAt: new Date(sampleNow - 119_000).toISOString(), errorSummary: { step: 'send-email' } },
      ],
      nextCursor: null,
    });
    expect(v.parse(runListSchema, value).data[0]?.startedAt).toBe(sampleNow - 119_000);
  });

  it('are filtered by the clock of the client', async () => {
    const { get } = serving();
    const ask = async (now: number) => {
      const filter = encodeURIComponent('since:30m id:run_ada');
      const page = await readJson(get(`/v1/runs?filter=${filter}&now=${new Date(now).toISOString()}`));
      return page['data'];
    };
    expect(await ask(sampleNow)).toHaveLength(1);
    expect(await ask(sampleNow + 86_400_000)).toHaveLength(0);
  });

  it('come in other orders as a top list', async () => {
    const { get } = serving();
    const page = await readJson(get('/v1/runs?sort=-cost&limit=1000'));
    expect(page).toMatchObject({ data: expect.arrayContaining([]), nextCursor: null });
    expect(page['data']).toMatchObject([
      { id: 'run_lost_mail' },
      { id: 'run_ada' },
      {},
      {},
      {},
      {},
      {},
      {},
      {},
      {},
    ]);
  });

  it.each([
    ['limit=0', 'limit: must be a whole number from 1 to 1000'],
    ['limit=x', 'limit: must be a whole number from 1 to 1000'],
    ['limit=501', 'limit: must be 500 or less'],
    ['sort=cost&limit=1001', 'limit: must be a whole number from 1 to 1000'],
    ['limit=1&limit=2', 'limit: must be given only once'],
    ['limt=1', 'limt: is not known'],
    ['__proto__=1', '__proto__: is not known'],
    [
      'sort=size',
      'sort: must be one of created, started, finished, duration, slow, cost, messages, steps, name',
    ],
    ['sort=cost&cursor=x', 'cursor: is only possible with the order "-created"'],
    ['now=today', 'now: must be a time in UTC such as 2026-11-24T12:00:00.000Z'],
    ['cursor=x', expect.stringContaining('cursor')],
  ])('are not listed for %s', async (query, detail) => {
    const answer = await serving().get(`/v1/runs?${query}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ type: 'urn:runlens:problem:bad-request', detail });
  });

  it('are not listed for an invalid filter, and the error is that of the filter language', async () => {
    const answer = await serving().get(`/v1/runs?filter=${encodeURIComponent('stauts:failed')}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      type: 'urn:runlens:problem:bad-filter',
      detail: 'unknown field "stauts": did you mean "status"?',
      hint: 'quote it to search for the text: "stauts:failed"',
    });
  });

  it('are not listed for a filter of 1,990 words, before any run is read', async () => {
    const words = Array.from({ length: 1_990 }, (_, at) => String.fromCodePoint(0x4e00 + at)).join(' ');
    const answer = await serving().get(`/v1/runs?filter=${encodeURIComponent(words)}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      type: 'urn:runlens:problem:bad-filter',
      detail: 'the filter is too long: its terms weigh 7960, and 256 is the most',
      hint: expect.stringContaining('leave out some terms'),
    });
  });

  it('have the parts that were requested, and no others', async () => {
    const { get } = serving();
    const plain = await readJson(get('/v1/runs/run_ada'));
    expect(Object.keys(plain)).not.toEqual(expect.arrayContaining(['steps', 'messages', 'trace']));
    const whole = await readJson(get('/v1/runs/run_ada?include=trace,steps,messages'));
    expect(whole).toMatchObject({ steps: [], messages: [], trace: { spans: [], logs: [], spanTotal: 0 } });
    expect(await readJson(get('/v1/runs/run_ada?include=steps,spans'))).toMatchObject({
      detail: 'include: must be any of steps,messages,trace',
    });
  });

  const oddIds = ['a/b', 'a%2Fb', 'ü?&#', 'with space', '%', 'a+b', '"quoted"'];
  const servingOddIds = shareServing({ events: oddIds.map(id => runCreated(id)) });

  it.each(oddIds)('are found by the id %s', async id => {
    const { get } = servingOddIds();
    const path = `/v1/runs/${encodeURIComponent(id)}`;
    expect(await readJson(get(path))).toMatchObject({ id });
    expect((await get(`${path}/trace`)).status).toBe(200);
  });

  it.each(['', '/trace'])('that do not exist are another problem than paths that do not%s', async rest => {
    const answer = await serving().get(`/v1/runs/nope${rest}`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ type: 'urn:runlens:problem:not-found' });
  });

  it('are canceled once, and not when they are over', async () => {
    const { post } = serving();
    expect((await post('/v1/runs/nope/cancel')).status).toBe(404);
    const over = await post('/v1/runs/run_ada/cancel');
    expect(over.status).toBe(200);
    expect(await over.json()).toEqual({ result: 'already-finished', status: 'success' });
    expect((await post('/v1/runs/run_ada/cancel', { bye: 1 })).status).toBe(400);
  });
});

describe('what fails', () => {
  const kinds = [
    'not-found',
    'auth',
    'unreachable',
    'timeout',
    'unreadable',
    'unsupported',
    'conflict',
  ] as const;
  const expected = {
    'not-found': 503,
    auth: 503,
    unreachable: 503,
    timeout: 504,
    unreadable: 500,
    unsupported: 501,
    conflict: 503,
  };

  it.each(kinds)('of kind %s in the store is told as such, and why only in the log', async kind => {
    const { get, bugs, lines } = await startServing({
      served: createFakeServed([], {
        store: {
          ...createFakeStore([]),
          counts: async () => {
            throw new InspectorError(kind, 'it went wrong', { hint: 'do better' });
          },
        },
      }),
    });
    const answer = await get('/v1/counts');
    expect(answer.status).toBe(expected[kind]);
    expect(await answer.text()).not.toMatch(/it went wrong|do better/);
    await until(() => lines.length === 1, 'the line is written');
    expect(lines[0]?.error).toBe('it went wrong');
    expect(bugs).toEqual([]);
  });

  it('as nobody expected tells the client nothing but where to look', async () => {
    const { get, bugs } = await startServing({
      served: createFakeServed([], {
        store: {
          ...createFakeStore([]),
          counts: async () => {
            throw new Error('the password is hunter2');
          },
        },
      }),
    });
    const answer = await get('/v1/counts');
    const said = await readJson(answer);
    expect(answer.status).toBe(500);
    expect(said).toMatchObject({
      type: 'urn:runlens:problem:internal',
      requestId: answer.headers.get('x-request-id'),
    });
    expect(JSON.stringify(said)).not.toContain('hunter2');
    expect(bugs).toEqual([new Error('the password is hunter2')]);
  });

  it('has a type of its own for each problem', () => {
    for (const { status, title } of Object.values(problems)) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(title).toMatch(/^[a-z].*[^.]$/);
    }
  });

  it('ends the question to the store when the client goes away', async () => {
    let isAborted = false;
    let isAsked = false;
    const { url, bugs, lines } = await startServing({
      served: createFakeServed([], {
        store: {
          ...createFakeStore([]),
          counts: async ({ signal } = {}) => {
            isAsked = true;
            return new Promise((_, reject) =>
              signal?.addEventListener('abort', () => {
                isAborted = true;
                reject(signal.reason);
              }),
            );
          },
        },
      }),
    });
    const leaving = new AbortController();
    const answer = fetch(`${url}/v1/counts`, { signal: leaving.signal }).catch(() => undefined);
    await until(() => isAsked, 'the store is asked');
    leaving.abort();
    await answer;
    await until(() => isAborted && lines.length === 1, 'the store may stop');
    expect(lines[0]).toMatchObject({ aborted: true });
    expect(bugs).toEqual([]);
  });
});

describe('the log', () => {
  it('has a line a request, with the path as it is described and no value of it', async () => {
    const { get, lines } = await startServing({ served: createFakeServed() });
    await get('/v1/runs?filter=secret-filter&limit=2');
    await get('/v1/runs/secret-run');
    await get('/secret/path?secret=1');
    await until(() => lines.length === 3, 'the lines are written');
    expect(lines).toMatchObject([
      { method: 'GET', path: '/v1/runs', status: 200, bytes: expect.any(Number), ms: expect.any(Number) },
      { method: 'GET', path: '/v1/runs/{id}', status: 404 },
      { method: 'GET', path: 'unknown', status: 404 },
    ]);
    expect(JSON.stringify(lines)).not.toContain('secret');
    expect(new Set(lines.flatMap(line => Object.keys(line)))).toEqual(
      new Set(['time', 'id', 'method', 'path', 'status', 'ms', 'bytes', 'token', 'error', 'aborted']),
    );
  });

  it('has the id of the token in a request, also of a refused one, and nothing of a wrong one', async () => {
    const { get, post, lines, served } = await startServing({ served: store() });
    const { id, text } = await addToken(served, ['read']);
    const headers = { 'x-api-key': text };
    await get('/v1/runs', headers);
    await get('/v1/runs/nope', headers);
    await get('/v1/runs?limit=none', headers);
    await post('/v1/runs/run_ada/cancel', {}, headers);
    await get('/v1/runs', { 'x-api-key': `${text}x` });
    await until(() => lines.length === 5, 'the lines are written');
    expect(lines.map(({ status, token }) => [status, token])).toEqual([
      [200, id],
      [404, id],
      [400, id],
      [403, id],
      [401, undefined],
    ]);
  });

  it('knows every path of the API', async () => {
    const { lines, url } = await startServing({ served: createFakeServed() });
    for (const { path } of Object.values(endpoints))
      await rawRequest(url + path.replace('{id}', 'x'), { method: 'OPTIONS' });
    await until(() => lines.length === Object.keys(endpoints).length, 'the lines are written');
    expect(lines.map(({ path }) => path)).toEqual(Object.values(endpoints).map(({ path }) => path));
  });
});
