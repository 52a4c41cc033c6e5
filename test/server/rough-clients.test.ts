import { describe, expect, it } from 'vitest';
import { createFakeServed } from './fake-served.ts';
import { openSocket, rawRequest } from './raw-request.ts';
import { shareServing, until } from './serving.ts';

const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n${more}\r\n`;

describe('rough clients', () => {
  const serving = shareServing({ served: createFakeServed(), stopMs: 100 });

  it.each([
    ['what is no HTTP', 'hello\r\n\r\n', 400, 'bad-request'],
    [
      'two lengths',
      'POST /v1/ingest HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n',
      400,
      'bad-request',
    ],
    [
      'a length beside chunks',
      'POST /v1/ingest HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'bad-request',
    ],
    ['no host', 'GET /v1/runs HTTP/1.1\r\n\r\n', 400, undefined],
    ['a host that makes no URL', 'GET /v1/runs HTTP/1.1\r\nhost: a b\r\n\r\n', 400, 'bad-request'],
    ['a path that makes no URL', 'GET //\\ HTTP/1.1\r\nhost: localhost\r\n\r\n', 400, 'bad-request'],
    [
      '10,000 headers',
      get('/v1/runs', Array.from({ length: 10_000 }, (_, at) => `x-${at}: 1\r\n`).join('')),
      431,
      'header-too-large',
    ],
    ['a header without an end', get('/v1/runs', `x: ${'x'.repeat(100_000)}\r\n`), 431, 'header-too-large'],
    ['an address without an end', get(`/v1/runs?filter=${'x'.repeat(100_000)}`), 431, 'header-too-large'],
  ])('are told what is wrong with %s', async (_, sent, status, problem) => {
    const { url } = serving();
    const socket = await openSocket(url);
    socket.write(sent);
    await until(() => socket.readableEnded || socket.heard().includes('requestId'), 'there is an answer');
    expect(socket.heard()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    if (problem !== undefined) expect(socket.heard()).toContain(`"urn:runlens:problem:${problem}"`);
  });

  it('may use the longest filter there is, each character escaped', async () => {
    const { url } = serving();
    const longest = encodeURIComponent(`"${'語'.repeat(3_990)}"`);
    expect((await rawRequest(`${url}/v1/runs?filter=${longest}`)).status).toBe(200);
    const longer = encodeURIComponent(`"${'x'.repeat(4_000)}"`);
    const refused = await rawRequest(`${url}/v1/runs?filter=${longer}`);
    expect(JSON.parse(refused.text)).toMatchObject({
      type: 'urn:runlens:problem:bad-request',
      detail: 'filter: must be 4000 characters at most',
    });
  });

  it('are answered in order where they send ahead', async () => {
    const { url } = serving();
    const socket = await openSocket(url);
    const paths = ['/v1', '/v1/nope', '/v1/runs', '/health'];
    socket.write(paths.map(path => get(path)).join(''));
    const statuses = () => [...socket.heard().matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status);
    await until(() => statuses().length === paths.length, 'all are answered');
    expect(statuses()).toEqual(['200', '404', '200', '200']);
  });

  it('get nothing more in the middle of a response when what follows is not HTTP', async () => {
    const { url } = serving();
    const socket = await openSocket(url);
    socket.write(get('/v1/events'));
    await until(() => socket.heard().includes('retry:'), 'the stream has begun');
    socket.write('hello\r\n\r\n');
    await until(() => socket.closed || socket.readableEnded, 'the connection ends');
    expect(socket.heard().match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  it('are answered where they close their half after asking', async () => {
    const { url } = serving();
    const socket = await openSocket(url);
    socket.end(get('/v1/counts'));
    await until(() => socket.readableEnded, 'the connection ends');
    expect(socket.heard()).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('that go away in the middle of a request harm nobody', async () => {
    const { url, bugs } = serving();
    for (const part of [
      'G',
      get('/v1/runs').slice(0, -2),
      'POST /v1/ingest HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"wri',
    ]) {
      const socket = await openSocket(url);
      socket.write(part);
      await new Promise(resolve => setTimeout(resolve, 20));
      socket.resetAndDestroy();
    }
    expect((await rawRequest(`${url}/v1/runs`)).status).toBe(200);
    expect(bugs).toEqual([]);
  });

  it('are refused with a broken chunk', async () => {
    const { url, bugs } = serving();
    const socket = await openSocket(url);
    socket.write(
      'POST /v1/ingest HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
    );
    await until(() => socket.readableEnded, 'the connection ends');
    expect(socket.heard()).toMatch(/^HTTP\/1\.1 400 /);
    expect(bugs).toEqual([]);
  });
});

describe('slow clients', () => {
  const serving = shareServing({
    served: createFakeServed(),
    stopMs: 100,
    timeouts: { headMs: 300, requestMs: 600, checkMs: 50 },
  });

  it('that never end their head get an error, and are disconnected', async () => {
    const { url } = serving();
    const socket = await openSocket(url);
    socket.write('GET /v1/runs HTTP/1.1\r\nhost: localhost\r\n');
    const drip = setInterval(() => socket.write('x: 1\r\n'), 50);
    await until(() => socket.readableEnded, 'the connection ends');
    clearInterval(drip);
    expect(socket.heard()).toMatch(/^HTTP\/1\.1 408 /);
    expect(socket.heard()).toContain('urn:runlens:problem:too-slow');
  });

  it('that never end their body get an error, and are disconnected', async () => {
    const { url, bugs, get: ask } = serving();
    const socket = await openSocket(url);
    socket.write(
      'POST /v1/ingest HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n',
    );
    const drip = setInterval(() => socket.write(' '), 50);
    await until(() => socket.readableEnded, 'the connection ends');
    clearInterval(drip);
    expect(socket.heard()).toMatch(/^HTTP\/1\.1 408 /);
    expect(bugs).toEqual([]);
    expect((await ask('/health')).status).toBe(200);
  });
});
