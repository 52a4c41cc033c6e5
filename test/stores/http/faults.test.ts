import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import type { HttpTiming } from '../../../src/http/with-retries.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { openHttpStore } from '../../../src/stores/http/open-http-store.ts';
import { sampleNow } from '../../contract/sample-events.ts';
import {
  answer,
  cutAfter,
  type Fault,
  type FaultProxy,
  finish,
  gzipBomb,
  hang,
  head,
  json,
  late,
  pour,
  refuse,
  reset,
  silent,
  startFaultProxy,
} from '../../http/fault-proxy.ts';
import { scaleToLoad } from '../../in-time.ts';
import { openTestStore } from '../../server/serving.ts';
import { startServer } from './http-under-test.ts';

const timeouts: Partial<HttpTiming> = { firstRetryMs: 10 };
const short: Partial<HttpTiming> = { ...timeouts, silentMs: 300, answerMs: 900 };
/** Far below the timeouts that hold outside of tests. */
const longestMs = 5_000;

let proxy: FaultProxy;
let store: RunStore;
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  const server = await startServer(await openTestStore(undefined, end => ends.unshift(end)));
  proxy = await startFaultProxy(server.url);
  ends.unshift(
    () => proxy.close(),
    () => server.close(),
  );
});
afterAll(async () => {
  for (const end of ends) await end();
});
/** A store of its own, because an answer that is known already is not sent again. */
beforeEach(async () => {
  store = await openWith(timeouts);
});
afterEach(async () => {
  proxy.set(late(0));
  expect((await list()).runs.length).toBe(10);
  await store.close();
});

function openWith(given: Partial<HttpTiming>): Promise<RunStore> {
  const target = { name: 'test', kind: 'http', location: proxy.url, reason: 'test' };
  return openHttpStore({ url: proxy.url, target, timeouts: given, env: {} });
}

function list(asked = store) {
  return asked.listRuns(emptyQuery, { sort: newestFirst, limit: 50, now: sampleNow });
}

async function failureOf(promise: Promise<unknown>): Promise<InspectorError> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof InspectorError) return outcome;
  throw outcome ?? new Error('it did not fail');
}

const ok = { 'content-type': 'application/json' };
const okHead = (headers: Readonly<Record<string, string>>) => head('200 OK', { ...ok, ...headers });
const problem = (name: string, status: string, detail: string) =>
  answer(
    status,
    { 'content-type': 'application/problem+json' },
    JSON.stringify({ type: `urn:runlens:problem:${name}`, title: name, status: 0, detail }),
  );
const run = {
  id: 'r',
  kind: 'workflow',
  name: 'n',
  status: 'success',
  trigger: { type: 'cli', label: 'CLI', raw: '' },
  createdAt: '2026-11-24T12:00:00.000Z',
  models: [],
  services: [],
};
const soon = new Date(Date.now() + 3_600_000).toUTCString();

describe('a fault that passes ends in data', () => {
  it.each<[string, Fault, number]>([
    ['latency', late(80), Number.POSITIVE_INFINITY],
    ['a connection that is refused', refuse, 2],
    ['a reset before the body', cutAfter(20, reset), 1],
    ['a reset in the body', cutAfter(900, reset), 2],
    ['an end in the body', cutAfter(900, finish), 1],
    ['a 502 in HTML', answer('502 Bad Gateway', { 'content-type': 'text/html' }, '<h1>Bad</h1>'), 1],
    ['a 503', problem('unavailable', '503 Unavailable', 'locked'), 2],
    ['a 504 of a proxy', answer('504 Gateway Timeout', {}), 1],
    ['a 429 that asks to wait', json({}, '429 Too Many Requests', { 'retry-after': '0' }), 2],
  ])('%s', async (_name, fault, times) => {
    proxy.set(fault, times);
    expect((await list()).runs.length).toBe(10);
    if (Number.isFinite(times)) expect(proxy.connections()).toBeGreaterThan(times);
  });

  it('waits as long as the server asks for', async () => {
    proxy.set(answer('503 Unavailable', { 'retry-after': '1' }), 1);
    const startedAt = performance.now();
    expect((await store.counts())?.total).toBe(10);
    expect(performance.now() - startedAt).toBeGreaterThan(990);
  });
});

describe('a fault that stays ends in a message that names it', () => {
  it.each<[string, Fault, InspectorError['kind'], RegExp, RegExp?]>([
    ['refused connections', refuse, 'unreachable', /cannot be reached: the connection broke$/],
    ['resets in the body', cutAfter(900, reset), 'unreachable', /the connection broke$/],
    ['ends in the body', cutAfter(900, finish), 'unreachable', /the connection broke$/],
    ['a socket that accepts and never answers', silent, 'timeout', /did not answer within 300ms/],
    ['an answer that stops in its head', cutAfter(40, hang), 'timeout', /did not answer within 300ms/],
    ['an answer that stops in its body', cutAfter(900, hang), 'timeout', /did not answer within 300ms/],
    [
      'a body of one byte now and then',
      pour(okHead({ 'content-length': '1000000' }), ' ', 20),
      'timeout',
      /did not answer within 300ms/,
    ],
    [
      'a body that goes on and on',
      pour(okHead({ 'content-length': '10000000' }), ' '.repeat(40_000), 50),
      'timeout',
      /did not answer within 900ms/,
    ],
    [
      'truncated JSON',
      answer('200 OK', ok, '{"data":[{"id":'),
      'unreadable',
      /JSON that is cut off or broken/,
    ],
    ['an empty answer', answer('200 OK', ok), 'unreadable', /answered with nothing/],
    [
      'a page of HTML',
      answer('200 OK', { 'content-type': 'text/html' }, '<p>log in'),
      'unreadable',
      /text\/html instead/,
    ],
    ['data of no type', answer('200 OK', {}, '{}'), 'unreadable', /data of no type instead of JSON/],
    ['null', json(null), 'unreadable', /cannot be used: the answer: must be Object/],
    [
      'a wrong type',
      json({ data: [run, { ...run, createdAt: 12 }], nextCursor: null }),
      'unreadable',
      /cannot be used: data\.1\.createdAt: must be string/,
    ],
    [
      'a time that is none',
      json({ data: [{ ...run, createdAt: 'secret-value' }], nextCursor: null }),
      'unreadable',
      /data\.0\.createdAt: must be a time in UTC such as 2026-11-24T12:00:00\.000Z$/,
    ],
    [
      'a status nobody knows',
      json({ data: [{ ...run, status: 'won' }], nextCursor: null }),
      'unreadable',
      /data\.0\.status: must be \("queued"/,
    ],
    [
      'a 304 without a condition',
      answer('304 Not Modified', { etag: '"x"' }),
      'unreadable',
      /answered with nothing/,
    ],
    [
      'a bug of the server',
      problem('internal', '500 Oops', 'a\u001b[31m bug.'),
      'unreachable',
      /answered 500: a bug$/,
    ],
    [
      'a damaged store',
      problem('not-readable', '500 Oops', 'damaged'),
      'unreadable',
      /answered 500: damaged$/,
    ],
    [
      '502 in HTML',
      answer('502 Bad Gateway', { 'content-type': 'text/html' }, '<h1>'),
      'unreachable',
      /answered 502$/,
    ],
    [
      '429',
      json({}, '429 Too Many Requests', { 'retry-after': '30' }),
      'unreachable',
      /answered 429$/,
      /try again in 30 s/,
    ],
    [
      '503 until a date',
      answer('503 Unavailable', { 'retry-after': soon }),
      'unreachable',
      /answered 503$/,
      /try again in 3[56]\d\d s/,
    ],
    [
      '403',
      problem('forbidden', '403 Forbidden', 'only writes'),
      'auth',
      /answered 403: only writes$/,
      /wider scope/,
    ],
    ['401', answer('401 Unauthorized', {}), 'auth', /answered 401$/, /set RUNLENS_TOKEN/],
    [
      '404 of something else',
      answer('404 Not Found', {}, 'nothing'),
      'unreachable',
      /answered 404$/,
      /with its path/,
    ],
    ['400 of something else', answer('400 Bad', {}, '{}'), 'usage', /answered 400$/, /restate:http/],
    ['431 of a proxy', answer('431 Too Large', {}), 'usage', /answered 431$/, /a proxy before it/],
    ['413 of a proxy', answer('413 Too Large', {}), 'usage', /answered 413$/, /a proxy before it/],
    ['501', problem('unsupported', '501 No', 'no sorts'), 'unsupported', /answered 501: no sorts$/],
    [
      'a redirect',
      answer('302 Found', { location: 'https://login.example.test/in?token=abc' }),
      'unreachable',
      /answered 302: a redirect to https:\/\/login\.example\.test\/in, which is not followed$/,
      /name the address/,
    ],
    ['something that is not HTTP', pour('SSH-2.0-OpenSSH\r\n', 'x\r\n', 10), 'unreadable', /not HTTP/],
    [
      'an endless header',
      pour('HTTP/1.1 200 OK\r\nx-a: ', 'a'.repeat(1_000)),
      'unreadable',
      /endless headers/,
    ],
    [
      'endless headers',
      pour('HTTP/1.1 200 OK\r\n', `x-a: ${'a'.repeat(900)}\r\n`),
      'unreadable',
      /endless headers/,
    ],
    [
      '200 MB',
      pour(okHead({ 'content-length': '209715200' }), Buffer.alloc(65_536, ' ')),
      'unreadable',
      /more than 64\.0 MB/,
    ],
    [
      'gzip that was not requested and is broken',
      answer('200 OK', { ...ok, 'content-encoding': 'gzip' }, 'no'),
      'unreadable',
      /broken gzip/,
    ],
    ['a gzip bomb', gzipBomb(80), 'unreadable', /more than 64\.0 MB/],
    [
      'an encoding that was not requested',
      answer('200 OK', { ...ok, 'content-encoding': 'br' }, 'no'),
      'unreadable',
      /encoding that was not requested/,
    ],
  ])('%s', async (_name, fault, kind, message, hint = /^/) => {
    proxy.set(fault);
    const impatient = await openWith(kind === 'timeout' ? short : timeouts);
    onTestFinished(() => impatient.close());
    const startedAt = performance.now();
    const failure = await failureOf(list(impatient));
    expect(performance.now() - startedAt).toBeLessThan(scaleToLoad(longestMs));
    expect(failure.message).toMatch(message);
    expect(failure.message).toContain(proxy.url);
    expect(failure).toMatchObject({ kind });
    expect(failure.hint ?? '').toMatch(hint);
    expect(`${failure.message} ${failure.hint}`).not.toMatch(/secret|token=|\p{Cc}/u);
  });
});

it.for([402, 418, 422, 451])(
  'a %i that no runlens server sent is no mistake of the request',
  async status => {
    proxy.set(answer(`${status} No`, {}, '{}'));
    const failure = await failureOf(list(store));
    expect(failure).toMatchObject({
      kind: 'unreachable',
      hint: expect.stringContaining('is this the address'),
    });
    expect(failure.message).toMatch(new RegExp(`answered ${status}$`));
  },
);

describe('an action', () => {
  it('is retried, because a second request does nothing', async () => {
    proxy.set(cutAfter(10, reset), 2);
    expect(await store.cancelRun('run_queued')).toEqual({ type: 'already-finished', status: 'canceled' });
    expect(proxy.connections()).toBe(3);
    proxy.set(cutAfter(10, reset), 2);
    expect(await store.startRun({ workflow: 'x' })).toEqual({ type: 'not-offered', offered: [] });
    expect(proxy.connections()).toBe(3);
    proxy.set(problem('start-failed', '502 Bad', 'the start hook answered 500'));
    expect(await store.startRun({ workflow: 'x' })).toEqual({
      type: 'refused',
      reason: 'the start hook answered 500',
    });
    expect(proxy.connections()).toBe(1);
    proxy.set(late(0));
    expect(await store.startRun({ workflow: 'x' })).toEqual({ type: 'not-offered', offered: [] });
  });
});
