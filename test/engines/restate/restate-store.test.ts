import { describe, expect, it, onTestFinished } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import {
  openRestateStore,
  type RestateStoreOptions,
} from '../../../src/engines/restate/open-restate-store.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { scaleToLoad } from '../../in-time.ts';
import { answerJson, startStandIn } from './stand-in.ts';

const page = { sort: newestFirst, limit: 50, now: Date.UTC(2026, 10, 25) };

async function open(url: string, options: Partial<RestateStoreOptions> = {}): Promise<RunStore> {
  const target = { name: 'restate', kind: 'restate', location: url, reason: 'argument' };
  const store = await openRestateStore({
    url,
    target,
    timeouts: { retryMs: 0 },
    ...options,
  });
  onTestFinished(() => store.close());
  return store;
}

const row = {
  id: 'inv_1aaaa',
  target: 'order/o1/run',
  target_service_name: 'order',
  target_handler_name: 'run',
  invoked_by: 'ingress',
  created_at: '2026-11-24T22:33:01Z',
  status: 'completed',
  completion_result: 'success',
};

describe('a request', () => {
  it('has JSON as its body and accepts JSON, with the token', async () => {
    const { url, asked } = await startStandIn((_, response) => answerJson(response, { rows: [] }));
    const store = await open(`${url}/base`, { token: 'secret-token' });
    expect(await store.listRuns(emptyQuery, page)).toEqual({ runs: [] });
    const [{ method, path, headers, body } = { method: '', path: '', headers: {}, body: '{}' }] = asked;
    expect([method, path, headers.accept, headers['content-type'], headers.authorization]).toEqual([
      'POST',
      '/base/query',
      'application/json',
      'application/json',
      'Bearer secret-token',
    ]);
    expect(Object.keys(JSON.parse(body))).toEqual(['query']);
  });

  it('is sent once when the server, or a proxy before it, gave up on it', async () => {
    const { url, asked } = await startStandIn((_, response) => answerJson(response, {}, 504));
    const store = await open(url, { timeouts: { retryMs: 5_000, firstRetryMs: 1 } });
    await expect(store.listRuns(emptyQuery, page)).rejects.toMatchObject({ kind: 'timeout' });
    expect(asked).toHaveLength(1);
  });

  it('refuses to send a token where others can read it', async () => {
    await expect(open('http://restate.example.com:9070', { token: 't' })).rejects.toMatchObject({
      kind: 'usage',
    });
  });

  it('uses TLS with a trusted certificate, or with any where the user allows it', async () => {
    const { url, asked } = await startStandIn((_, response) => answerJson(response, { rows: [] }), {
      isTls: true,
    });
    await expect((await open(url, { token: 'secret' })).listRuns(emptyQuery, page)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('cannot be trusted'),
    });
    expect(asked).toEqual([]);
    const insecure = await open(url, { token: 'secret', insecure: true });
    expect(await insecure.listRuns(emptyQuery, page)).toEqual({ runs: [] });
    expect(asked[0]?.headers.authorization).toBe('Bearer secret');
  });

  it('for a failed step is answered with a note on what the list does not know', async () => {
    const { url } = await startStandIn((_, response) => answerJson(response, { rows: [] }));
    const store = await open(url);
    const { notes } = await store.listRuns(parseQuery('step:charge'), page);
    expect(notes).toEqual([expect.stringContaining('of those that failed')]);
    expect((await store.listRuns(parseQuery('error:declined'), page)).notes).toBeUndefined();
  });

  it('accepts times on the whole second, unknown statuses and new columns', async () => {
    const rows = [
      { ...row, status: 'dreaming', completion_result: undefined, new_column: { a: 1 } },
      { ...row, id: 'inv_1aaab', completion_result: 'half' },
    ];
    const { url } = await startStandIn((_, response) => answerJson(response, { rows }));
    const { runs } = await (await open(url)).listRuns(emptyQuery, page);
    expect(runs.map(run => [run.createdAt, run.status, run.statusRaw])).toEqual([
      [Date.UTC(2026, 10, 24, 22, 33, 1), 'unknown', 'dreaming'],
      [Date.UTC(2026, 10, 24, 22, 33, 1), 'unknown', 'completed'],
    ]);
  });
});

it('reads the available columns of a server of another version', async () => {
  const { url, asked } = await startStandIn(({ body }, response) => {
    const { query } = JSON.parse(body);
    if (query.includes('information_schema'))
      return answerJson(response, { rows: Object.keys(row).map(column_name => ({ column_name })) });
    if (query.includes('retry_count'))
      return answerJson(response, { message: 'Datafusion error: Schema error: No field named x' }, 500);
    answerJson(response, { rows: query.includes('from sys_invocation ') ? [row] : [] });
  });
  const store = await open(url);
  for (let times = 0; times < 2; times += 1) {
    expect((await store.listRuns(emptyQuery, page)).runs).toMatchObject([{ id: row.id, status: 'success' }]);
  }
  expect(asked).toHaveLength(4);
});

it('reports changes of a server of another version', async () => {
  let count = 0;
  const { url } = await startStandIn(({ body }, response) => {
    if (body.includes('retry_count'))
      return answerJson(response, { message: 'Datafusion error: Schema error: No field named x' }, 500);
    count += 1;
    answerJson(response, { rows: [{ n: count }] });
  });
  const store = await open(url, { timeouts: { retryMs: 0, pollMs: 5 } });
  const ending = new AbortController();
  const [told] = await Array.fromAsync(store.changes(ending.signal), change => {
    ending.abort();
    return change;
  });
  expect(told).toEqual({ type: 'changed' });
});

it('reads an invocation with more sleeps than a call can have arguments', async () => {
  const most = 150_000;
  const numbers = Array.from({ length: most }, (_, at) => at + 1);
  const sleeps = numbers.map(completion_id => ({
    id: row.id,
    entry_type: 'Command: Sleep',
    entry_lite_json: JSON.stringify({
      Command: { Sleep: { wake_up_time: 2 * most - completion_id, completion_id } },
    }),
    appended_at: row.created_at,
  }));
  const suspended = {
    ...row,
    status: 'suspended',
    completion_result: undefined,
    journal_commands_size: 9,
    suspended_waiting_for_completions: numbers,
    suspended_waiting_for_signals: [1],
  };
  const { url } = await startStandIn(({ body }, response) =>
    answerJson(response, {
      rows: /from sys_journal\s/.test(body.replaceAll('\\n', ' ')) ? sleeps : [suspended],
    }),
  );
  const store = await open(url, { timeouts: {} });
  expect((await store.listRuns(emptyQuery, page)).runs).toMatchObject([{ status: 'sleeping', wakeAt: most }]);
});

it('treats an invalid time as absent', async () => {
  const { url } = await startStandIn(({ body }, response) => {
    const isRow = body.includes('from sys_invocation ');
    const entry = { index: 1, appended_at: 'soon', entry_json: '{"Command":{"Run":{"name":"a"}}}' };
    answerJson(response, {
      rows: isRow ? [{ ...row, running_at: 'soon' }] : /select index,/.test(body) ? [entry] : [],
    });
  });
  const run = await (await open(url)).getRun(row.id, { include: { steps: true } });
  expect(run?.startedAt).toBeUndefined();
  expect(run?.steps).toMatchObject([{ name: 'a', startedAt: Date.parse(row.created_at) }]);
});

it('reads a journal with large payloads in small parts', async () => {
  const sizes = [10, 400_000, 200_000, 9_000_000, 5];
  const { url, asked } = await startStandIn(({ body }, response) => {
    if (body.includes('from sys_invocation ')) return answerJson(response, { rows: [row] });
    if (body.includes('raw_length'))
      return answerJson(response, { rows: sizes.map((raw_length, index) => ({ index, raw_length })) });
    const [, first, last] = /index between (\d+) and (\d+)/.exec(body) ?? [];
    const indexes = [...sizes.keys()].filter(index => index >= Number(first) && index <= Number(last));
    answerJson(response, { rows: indexes.map(index => ({ index, entry_json: '{"Command":{"Run":{}}}' })) });
  });
  const run = await (await open(url)).getRun(row.id, { include: { steps: true } });
  expect(run?.steps?.map(({ id }) => id)).toEqual(
    sizes.map((_, index) => `entry-${String(index).padStart(6, '0')}`),
  );
  const parts = asked.flatMap(({ body }) => /index between \d+ and \d+/.exec(body)?.[0] ?? []);
  expect(parts).toEqual(['0 and 1', '2 and 2', '3 and 3', '4 and 4'].map(part => `index between ${part}`));
});

describe('an unusable response', () => {
  it.each([
    [401, { message: 'who are you' }, 'auth', /RESTATE_AUTH_TOKEN/],
    [403, {}, 'auth', /does not allow/],
    [404, {}, 'unreachable', /9070/],
    [302, {}, 'unreachable', /admin API/],
    [404, { message: { toString: 7 } }, 'unreachable', /9070/],
    [500, { message: 'Datafusion error: Schema error: No field named nope' }, 'unreachable', /columns/],
  ])('of status %i is reported with what to do', async (status, said, kind, hint) => {
    const { url } = await startStandIn((_, response) => answerJson(response, said, status));
    const asked = (await open(url)).listRuns(emptyQuery, page);
    await expect(asked).rejects.toMatchObject({ kind, hint: expect.stringMatching(hint) });
  });

  it('never shows the token', async () => {
    const { url } = await startStandIn(({ headers }, response) =>
      answerJson(response, { message: `bad ${headers.authorization}` }, 401),
    );
    const asked = (await open(url, { token: 'secret-token' })).counts();
    await expect(asked).rejects.toMatchObject({ message: expect.not.stringContaining('secret-token') });
  });

  it.each([
    ['a page', '<html></html>'],
    ['half a text', '{"rows": [{"id"'],
    ['rows of another kind', JSON.stringify({ rows: [{ id: 7 }] })],
    ['no rows', '{}'],
    ['nothing', ''],
  ])('is %s: reported without its values', async (_, text) => {
    const { url } = await startStandIn((_, response) => response.end(text));
    const store = await open(url);
    const told = { kind: 'unreadable', hint: 'is this the admin API of a Restate server?' };
    await expect(store.listRuns(emptyQuery, page)).rejects.toMatchObject(told);
    await expect(store.getRun(row.id)).rejects.toMatchObject(told);
  });

  it('that does not arrive is a timeout, and is given up on abort', async () => {
    const { url } = await startStandIn(() => undefined);
    const store = await open(url, { timeouts: { retryMs: 0, silentMs: 200 } });
    await expect(store.counts()).rejects.toMatchObject({ kind: 'timeout' });
    const reason = new Error('enough');
    const ending = new AbortController();
    const asked = store.counts({ signal: ending.signal });
    ending.abort(reason);
    await expect(asked).rejects.toBe(reason);
  });

  it('is "connection refused" where no server listens', async () => {
    const store = await open('http://127.0.0.1:1');
    await expect(store.counts()).rejects.toMatchObject({
      kind: 'unreachable',
      message: 'http://127.0.0.1:1 cannot be reached: connection refused',
    });
  });
});

describe('a repeat', () => {
  it.each([
    [[400, { message: 'invalid' }], { type: 'not-found' }],
    [[404, { message: 'does not exist' }], { type: 'not-found' }],
    [[409, {}], { type: 'refused', reason: 'it has not ended yet' }],
  ] as const)('that is answered with %j is %j, as a cancel is', async ([status, body], result) => {
    const { url } = await startStandIn(({ method }, response) =>
      method === 'PATCH' ? answerJson(response, body, status) : answerJson(response, { rows: [row] }),
    );
    expect(await (await open(url)).restartRun?.('inv_1aaaa')).toEqual(result);
  });
});

describe('a cancel', () => {
  const active = { ...row, status: 'running', completion_result: undefined, journal_commands_size: 1 };

  function answerFor(said: readonly [status: number, body: unknown]) {
    return startStandIn((asked, response) => {
      if (asked.method === 'PATCH') return answerJson(response, said[1], said[0]);
      const isRow = JSON.parse(asked.body).query.includes('from sys_invocation ');
      answerJson(response, { rows: isRow ? [active] : [] });
    });
  }

  it.each([
    [[202, {}], { type: 'requested' }],
    // Kept by servers that keep what they end: it has not ended yet.
    [[200, {}], { type: 'requested' }],
    [[400, { message: 'invalid' }], { type: 'not-found' }],
    [[404, { message: 'does not exist' }], { type: 'not-found' }],
    [[409, { message: 'it cannot be.' }], { type: 'refused', reason: 'it cannot be' }],
    [[418, {}], { type: 'refused', reason: 'the server answered 418' }],
  ] as const)('that is answered with %j is %j', async (said, result) => {
    const { url, asked } = await answerFor(said);
    const store = await open(url);
    expect(await store.cancelRun('inv_1aaaa')).toEqual(result);
    const told = asked.filter(({ method }) => method === 'PATCH');
    expect(told.map(({ path }) => path)).toEqual(['/invocations/inv_1aaaa/cancel']);
  });

  it.each([409, 404])('that comes too late reports how the run ended: %i', async status => {
    let isOver = false;
    const { url } = await startStandIn((asked, response) => {
      if (asked.method === 'PATCH') {
        isOver = true;
        return answerJson(response, { message: 'too late' }, status);
      }
      const isRow = JSON.parse(asked.body).query.includes('from sys_invocation ');
      answerJson(response, { rows: isRow ? [isOver ? row : active] : [] });
    });
    const store = await open(url);
    expect(await store.cancelRun('inv_1aaaa')).toEqual({ type: 'already-finished', status: 'success' });
    isOver = false;
    expect(await store.killRun?.('inv_1aaaa')).toEqual({ type: 'already-finished', status: 'success' });
  });

  it('is never sent twice, whatever became of the answer', async () => {
    const { url, asked } = await startStandIn((one, response) => {
      if (one.method === 'PATCH') return response.destroy();
      answerJson(response, { rows: one.body.includes('from sys_invocation ') ? [active] : [] });
    });
    const store = await open(url, { timeouts: {} });
    await expect(store.cancelRun('inv_1aaaa')).rejects.toMatchObject({ kind: 'unreachable' });
    expect(asked.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  });

  it('is remembered while the run continues, where the journal does not have it', async () => {
    const { url } = await answerFor([202, {}]);
    const store = await open(url);
    await store.cancelRun('inv_1aaaa');
    expect(await store.getRun('inv_1aaaa')).toMatchObject({ cancelRequestedAt: expect.any(Number) });
    const other = await open(url);
    expect((await other.getRun('inv_1aaaa'))?.cancelRequestedAt).toBeUndefined();
  });
});

it('completes names of workflows where the server takes long to count them', async () => {
  const { url } = await startStandIn(({ body }, response) => {
    if (!body.includes('group by')) answerJson(response, { rows: [row] });
  });
  const store = await open(url);
  const startAt = performance.now();
  expect(await store.suggest('workflow', 'or')).toEqual(['order/run']);
  expect(performance.now() - startAt).toBeLessThan(scaleToLoad(1_000));
});
