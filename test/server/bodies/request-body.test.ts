import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { apiLimits } from '../../../src/protocol/api-limits.ts';
import { createFakeServed } from '../fake-served.ts';
import { openSocket, rawRequest, withKey } from '../raw-request.ts';
import { readJson, shareServing, shareStore, startServing, until } from '../serving.ts';

const json = { 'content-type': 'application/json', ...withKey };

function batch(sequence: number, ids: readonly string[], writer = 'w1') {
  const facts = ids.map(id => ({
    type: 'run-created',
    id,
    kind: 'workflow',
    name: 'imported',
    status: 'success',
    trigger: { type: 'api', label: 'API', raw: 'api' },
    createdAt: '2026-11-24T12:00:00.5005Z',
    input: { big: 'x'.repeat(100), none: null },
  }));
  return { writer, sequence, owner: false, facts };
}

const serving = shareServing({ events: [] });

describe('bodies are refused where they hold', () => {
  it.each<[string, Record<string, string>, string | Uint8Array, number, string]>([
    ['no JSON', json, '{"writer":', 400, 'the body is not JSON'],
    ['nothing where something is needed', json, '', 400, 'writer: is missing'],
    ['a list', json, '[]', 400, 'the body: must be an object, not a list'],
    ['null', json, 'null', 400, 'the body: must be an object, not null'],
    ['bytes that are no UTF-8', json, Buffer.from([0x22, 0xff, 0x22]), 400, 'the body is not UTF-8'],
    ['another type', { 'content-type': 'text/plain' }, '{}', 415, 'the body must be JSON'],
    ['no type', {}, '{}', 415, 'the body must be JSON'],
    [
      'another charset',
      { 'content-type': 'application/json; charset=latin1' },
      '{}',
      415,
      'the body must be JSON',
    ],
    ['what is not gzip', { ...json, 'content-encoding': 'gzip' }, '{}', 400, 'the body is not valid gzip'],
    [
      'gzip that ends early',
      { ...json, 'content-encoding': 'gzip' },
      gzipSync('{"writer":"w","sequence":0,"facts":[]}').subarray(0, 20),
      400,
      'the body is not valid gzip',
    ],
    [
      'another encoding',
      { ...json, 'content-encoding': 'br' },
      '{}',
      415,
      'this content encoding of a body is not supported',
    ],
    [
      'a wrong field',
      json,
      '{"writer":"w","sequence":"1","facts":[]}',
      400,
      'sequence: must be a number, not a text',
    ],
    [
      'a writer that is no id',
      json,
      '{"writer":"ä","sequence":1,"facts":[]}',
      400,
      'writer: must be 1 to 100 letters, digits, "_" or "-"',
    ],
    [
      'a wrong time of a fact',
      json,
      '{"writer":"w","sequence":1,"facts":[{"type":"run-changed","id":"a"},{"type":"run-changed","id":"a","startedAt":"today"}]}',
      400,
      'facts.1.startedAt: must be a time in UTC such as 2026-11-24T12:00:00.000Z',
    ],
    [
      'an unknown fact',
      json,
      '{"writer":"w","sequence":1,"facts":[{"type":"run-exploded"}]}',
      400,
      'facts.0.type: must be one of "run-created", "run-changed", "step-put", "span-put", "log-added", "message-put"',
    ],
    [
      'a heartbeat with facts',
      json,
      '{"writer":"w","sequence":0,"facts":[{"type":"run-changed","id":"a"}]}',
      400,
      'sequence: must be 1 or more where there are facts',
    ],
  ])('%s', async (_, headers, body, status, detail) => {
    const { url, bugs, lines } = serving();
    const before = lines.length;
    const answer = await rawRequest(`${url}/v1/ingest`, { method: 'POST', headers, body });
    expect(JSON.parse(answer.text)).toMatchObject({ status, detail });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    await until(() => lines.length > before, 'the line is written');
    expect(JSON.stringify(lines)).not.toContain(detail);
    expect(bugs).toEqual([]);
  });
});

describe('bodies', () => {
  const store = shareStore();

  it('are taken once by their number', async () => {
    const { post, served } = await startServing({ served: store() });
    const { total = 0, success = 0 } = (await served.store.counts()) ?? {};
    expect(await readJson(post('/v1/ingest', batch(1, ['a', 'b'])))).toEqual({
      isNew: true,
      refused: [],
      cancelRequested: [],
    });
    expect(await readJson(post('/v1/ingest', batch(1, ['c'])))).toMatchObject({ isNew: false });
    expect(await served.store.counts()).toMatchObject({ total: total + 2, success: success + 2 });
    expect(await served.store.getRun('a')).toMatchObject({ input: { none: null }, name: 'imported' });
  });

  it('may be gzipped', async () => {
    const { url, served } = await startServing({ served: store() });
    const body = gzipSync(JSON.stringify(batch(1, ['zipped'], 'w2')));
    const answer = await rawRequest(`${url}/v1/ingest`, {
      method: 'POST',
      headers: { ...json, 'content-encoding': 'gzip' },
      body,
    });
    expect(answer.status).toBe(200);
    expect(await served.store.getRun('zipped')).toMatchObject({ input: { none: null }, name: 'imported' });
  });

  it('are refused with too many facts', async () => {
    const { post } = serving();
    const facts = Array.from({ length: apiLimits.batchEvents + 1 }, () => ({ type: 'run-changed', id: 'a' }));
    expect(await readJson(post('/v1/ingest', { writer: 'w', sequence: 1, facts }))).toMatchObject({
      status: 400,
      detail: 'facts: must have 20000 items at most',
    });
  });

  it('are refused unread where their length says that they are too large', async () => {
    const { url } = serving();
    const socket = await openSocket(url);
    socket.write(
      `POST /v1/ingest HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${apiLimits.bodyBytes + 1}\r\n\r\n{`,
    );
    await until(() => socket.heard().includes('urn:runlens:problem:too-large'), 'the answer is there');
    expect(socket.heard()).toMatch(/^HTTP\/1\.1 413 /);
    await until(() => socket.readableEnded, 'the connection ends');
  });

  it('end at the limit while they are unzipped, without being held', async () => {
    const { url, get } = serving();
    // Members of gzip one after another are one text.
    const member = gzipSync(Buffer.alloc(apiLimits.bodyBytes / 4, ' '));
    const bomb = Buffer.concat(Array.from({ length: 64 }, () => member));
    const before = process.memoryUsage().rss;
    let most = before;
    const timer = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, 5);
    const answer = await rawRequest(`${url}/v1/ingest`, {
      method: 'POST',
      headers: { ...json, 'content-encoding': 'gzip' },
      body: bomb,
    });
    clearInterval(timer);
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.text)).toMatchObject({ type: 'urn:runlens:problem:too-large' });
    expect(most - before).toBeLessThan(4 * apiLimits.bodyBytes);
    expect((await get('/health')).status).toBe(200);
  });

  it.each([
    ['lists', (most: number) => `[${'[],'.repeat(most)}[]]`],
    ['lists in lists', (most: number) => '['.repeat(most + 1) + ']'.repeat(most + 1)],
    ['members', (most: number) => `{${'"":1,'.repeat(most)}"":1}`],
  ])('of few bytes are refused where they hold too many %s, which would take gigabytes', async (_, write) => {
    const { url, served } = serving();
    const text = JSON.stringify(batch(1, ['a'])).replace(
      '"input":{',
      `"output":${write(apiLimits.bodyValues)},$&`,
    );
    const answer = await rawRequest(`${url}/v1/ingest`, {
      method: 'POST',
      headers: { ...json, 'content-encoding': 'gzip' },
      body: gzipSync(text),
    });
    expect(JSON.parse(answer.text)).toMatchObject({
      status: 413,
      type: 'urn:runlens:problem:too-large',
      detail: 'the body holds more than 2000000 values',
    });
    expect(await served.store.counts()).toMatchObject({ total: 0 });
  });

  it('that come slowly share one bound with all others', async () => {
    const { createApp } = await import('../../../src/server/create-app.ts');
    const app = createApp({
      served: createFakeServed(),
      version: '1',
      access: 'loopback',
      heldBodyBytes: 1_200,
    });
    const send = (body: string | ReadableStream) =>
      app.request('/v1/ingest', {
        method: 'POST',
        headers: { host: 'localhost', ...json },
        body,
        duplex: 'half',
      } as RequestInit);
    let go = () => {};
    const slow = send(
      new ReadableStream({
        start(controller) {
          controller.enqueue(Buffer.from(`{"writer":"w","sequence":0,${' '.repeat(900)}`));
          go = () => {
            controller.enqueue(Buffer.from('"facts":[]}'));
            controller.close();
          };
        },
      }),
    );
    const small = JSON.stringify({ writer: 'w', sequence: 0, facts: [], owner: true }).padEnd(200);
    await until(async () => (await send(small)).status === 503, 'there is no room');
    go();
    expect((await slow).status).toBe(200);
    expect((await send(small)).status).toBe(200);
  });

  it('that are never finished leave nothing behind', async () => {
    const { url, lines, bugs, get, served } = await startServing({ served: store() });
    const before = await served.store.counts();
    const sent = request(`${url}/v1/ingest`, {
      method: 'POST',
      headers: { ...json, 'content-length': 1_000 },
    });
    sent.on('error', () => {});
    // Once it is written, the server may still have to read it: what is cut off before that is no request.
    await new Promise<unknown>(resolve => sent.write('{"writer":"w",', resolve));
    await new Promise(resolve => setTimeout(resolve, 300));
    sent.destroy();
    await until(() => lines.length === 1, 'the line is written');
    expect(lines[0]).toMatchObject({ aborted: true });
    expect(bugs).toEqual([]);
    expect((await get('/health')).status).toBe(200);
    expect(await served.store.counts()).toEqual(before);
  });
});

describe('a request without a body', () => {
  it('cancels, whatever its type', async () => {
    const { url } = await startServing();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const headers of [{}, form]) {
      const answer = await rawRequest(`${url}/v1/runs/run_queued/cancel`, { method: 'POST', headers });
      expect(answer.status).toBeLessThan(300);
    }
  });
});
