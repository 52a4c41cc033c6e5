import { describe, expect, it } from 'vitest';
import { inTime, scaleToLoad } from '../../in-time.ts';
import { createFakeServed } from '../fake-served.ts';
import { rawRequest } from '../raw-request.ts';
import { addToken, readJson, shareServing, startServing, until } from '../serving.ts';

const loopbackOnly = 403;

describe('a server of loopback without any token', () => {
  const serving = shareServing();

  it('answers who is on this machine, and allows everything', async () => {
    const { get } = serving();
    expect(await readJson(get('/v1'))).toMatchObject({
      scopes: ['read', 'cancel', 'record', 'write', 'start'],
    });
    expect((await get('/v1/runs')).status).toBe(200);
  });

  it.each([
    ['a name of somebody else for this address', { host: 'evil.example' }],
    ['a name that only begins as loopback', { host: 'localhost.evil.example:4777' }],
    ['an address that only begins as loopback', { host: '127.0.0.1.evil.example' }],
    ['an address of the network', { host: '10.0.0.1' }],
    ['a proxy that names its client', { 'x-forwarded-for': '10.0.0.1' }],
    ['a proxy that names the original host', { 'x-forwarded-host': 'runs.example.com' }],
    ['a proxy by the standard header', { forwarded: 'for=10.0.0.1' }],
    ['a proxy that names itself', { via: '1.1 proxy' }],
    ['a page of another origin', { origin: 'https://evil.example' }],
    ['a page of an unknown origin', { origin: 'null' }],
    ['a page that embeds it', { 'sec-fetch-site': 'cross-site' }],
  ])('refuses %s', async (_, headers) => {
    const { url, served } = serving();
    for (const path of ['/v1', '/v1/runs', '/v1/events']) {
      const answer = await rawRequest(url + path, { headers });
      expect(answer.status, path).toBe(loopbackOnly);
      expect(JSON.parse(answer.text)).toMatchObject({
        type: 'urn:runlens:problem:forbidden',
        hint: expect.stringContaining('token add'),
      });
    }
    const cancel = await rawRequest(`${url}/v1/runs/run_queued/cancel`, { method: 'POST', headers });
    expect(cancel.status).toBe(loopbackOnly);
    expect((await served.store.getRun('run_queued'))?.cancelRequestedAt).toBe(undefined);
  });

  it.each(['localhost', 'localhost:9', '127.0.0.1', '127.8.9.1:80', '[::1]:80', 'runs.localhost'])(
    'takes %s for this machine',
    async host => {
      const { url } = serving();
      expect((await rawRequest(`${url}/v1/runs`, { headers: { host } })).status).toBe(200);
    },
  );

  it('hides no header of a proxy behind thousands of others', async () => {
    const { url } = serving();
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`x${at}`, '']));
    const answer = await rawRequest(`${url}/v1/runs`, {
      headers: { ...many, 'x-forwarded-for': '10.0.0.1' },
    });
    expect(answer.status).toBe(loopbackOnly);
  });

  it('tells its health to whoever asks', async () => {
    const { url } = serving();
    expect((await rawRequest(`${url}/health`, { headers: { host: 'balancer.example' } })).status).toBe(200);
  });

  it('needs a token from everybody once there is one, within a second', async () => {
    const { get, served } = await startServing();
    expect((await get('/v1/runs')).status).toBe(200);
    const { text } = await addToken(served, ['read']);
    await until(async () => (await get('/v1/runs')).status === 401, 'a token is needed');
    expect((await get('/v1/runs', { authorization: `Bearer ${text}` })).status).toBe(200);
    expect(await readJson(get('/v1'))).toMatchObject({ scopes: [] });
  });

  it('goes on needing one when the last was revoked', async () => {
    const { get, served } = await startServing();
    const { id } = await addToken(served, ['read']);
    await served.tokens.revoke(id);
    expect((await get('/v1/runs')).status).toBe(401);
  });
});

describe('tokens', () => {
  const serving = shareServing();

  it('work through proxies and under any name', async () => {
    const { url, served } = serving();
    const { text } = await addToken(served, ['read']);
    const headers = {
      host: 'runs.example.com',
      'x-forwarded-for': '10.0.0.1',
      authorization: `bearer  ${text}`,
    };
    expect((await rawRequest(`${url}/v1/runs`, { headers })).status).toBe(200);
  });

  it('stop working within a second of being revoked', inTime, async () => {
    const { get, served } = serving();
    const { id, text } = await addToken(served, ['read']);
    const headers = { authorization: `Bearer ${text}` };
    expect((await get('/v1/runs', headers)).status).toBe(200);
    await served.tokens.revoke(id);
    const start = performance.now();
    await until(async () => (await get('/v1/runs', headers)).status === 401, 'the token is refused');
    expect(performance.now() - start).toBeLessThan(scaleToLoad(1_500));
  });

  it('record who canceled by the name of the token, whatever the body says', async () => {
    const { post, served } = serving();
    const { text } = await addToken(served, ['cancel'], 'grace');
    const answer = await post('/v1/runs/run_queued/cancel', { by: 'mallory' }, { 'x-api-key': text });
    expect([200, 202]).toContain(answer.status);
    expect((await served.store.getRun('run_queued'))?.cancel?.by).toBe('grace');
  });

  it('differ from a store that is unreachable', async () => {
    const { InspectorError } = await import('../../../src/model/errors.ts');
    const { get } = await startServing({
      served: createFakeServed(),
      wrap: served => ({
        ...served,
        tokens: {
          ...served.tokens,
          find: async () => {
            throw new InspectorError('unreachable', 'postgres://db.internal/runs cannot be reached', {
              hint: 'look at db.internal',
            });
          },
        },
      }),
    });
    const answer = await get('/v1/runs', { 'x-api-key': `rl_${'0'.repeat(12)}_${'0'.repeat(48)}` });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await answer.text()).not.toContain('internal');
  });

  it('are given apart from what a proxy wants to know', async () => {
    const { get, served } = serving();
    const { text } = await addToken(served, ['read']);
    const headers = { authorization: 'Basic YTpi', 'x-api-key': text };
    expect((await get('/v1/runs', headers)).status).toBe(200);
    expect((await get('/v1/runs', { ...headers, authorization: `Bearer ${text}x` })).status).toBe(401);
  });

  it('are not waited for longer than a client is', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    let isAsked = false;
    const find = () => {
      isAsked = true;
      return promise;
    };
    const { url, lines } = await startServing({
      served: createFakeServed(),
      wrap: served => ({ ...served, tokens: { ...served.tokens, find } }),
    });
    const ending = new AbortController();
    const headers = { 'x-api-key': `rl_${'0'.repeat(12)}_${'0'.repeat(48)}` };
    const asked = fetch(`${url}/v1/runs`, { headers, signal: ending.signal }).catch(() => 'gone');
    await until(() => isAsked, 'the store is asked');
    ending.abort();
    expect(await asked).toBe('gone');
    await until(() => lines.length > 0, 'the request is over');
    resolve(undefined);
  });

  it.each(['Basic YTpi', 'Bearer', 'Bearer  ', 'rl_x'])('are not found in %s', async authorization => {
    const { get } = serving();
    expect((await get('/v1/runs', { authorization })).status).toBe(401);
  });
});

it.each(['', '[]', 'no.such.name.invalid'])('a host %j is no address to listen at', async host => {
  await expect(startServing({ host, served: createFakeServed() })).rejects.toMatchObject({
    kind: 'usage',
    message: `the host "${host}" has no address`,
  });
});

describe('an address that others can reach', () => {
  it('is not served without tokens', async () => {
    await expect(startServing({ host: '0.0.0.0', served: createFakeServed() })).rejects.toMatchObject({
      kind: 'usage',
      hint: expect.stringContaining('token add'),
    });
  });

  it('is served with tokens, and needs them from this machine as well', async () => {
    const { url } = await startServing({
      host: '0.0.0.0',
      served: createFakeServed(),
      wrap: served => {
        const tokens = {
          ...served.tokens,
          list: async () => [{ id: '0', name: 'x', scopes: [], createdAt: 0 }],
        };
        return { ...served, tokens };
      },
    });
    const here = url.replace('0.0.0.0', '127.0.0.1');
    expect((await rawRequest(`${here}/v1/runs`)).status).toBe(401);
  });
});
