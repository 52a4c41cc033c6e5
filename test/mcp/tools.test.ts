import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunStore } from '../../src/contract/run-store.ts';
import { InspectorError } from '../../src/model/errors.ts';
import { createFakeStore } from '../cli/fake-store.ts';
import { createHomeWithStore } from '../cli/real-store.ts';
import { runCli } from '../cli/run-cli.ts';
import { createRun, failedRun, now, sampleRuns } from '../cli/sample-runs.ts';
import { engineVerbs } from '../screen/verb-states.ts';
import { createHome } from '../targets/temporary-home.ts';
import { connect } from './connect.ts';

const onSamples = async (options: { readonly mayAct?: boolean } = {}) =>
  connect({ home: await createHomeWithStore(), now, ...options });

/** Reads of whichever store is there now. */
const relay = (store: () => RunStore): Pick<RunStore, 'listRuns' | 'workflows' | 'getRun'> => ({
  listRuns: (...args) => store().listRuns(...args),
  workflows: (...args) => store().workflows(...args),
  getRun: (...args) => store().getRun(...args),
});

describe('an agent', () => {
  test('is told what each tool is for, what it takes and whether it only reads', async () => {
    const { client } = await connect();
    const { tools } = await client.listTools();
    expect(tools.length).toBeGreaterThan(7);
    for (const { name, description = '', inputSchema, annotations } of tools) {
      expect(description.length, name).toBeGreaterThan(60);
      expect(inputSchema, name).toMatchObject({ type: 'object', additionalProperties: false });
      for (const property of Object.values(inputSchema.properties ?? {}))
        expect(property, name).toHaveProperty('description');
      expect(annotations, name).toMatchObject({ readOnlyHint: true, destructiveHint: false });
    }
    expect(client.getInstructions()).toContain('status:failed workflow:signup*');
  });

  test('lists runs by a filter, and goes on where the list ended', async () => {
    const { read } = await onSamples();
    const all = await read('list_runs', { limit: 50 });
    const ids = [];
    let cursor: string | undefined;
    do {
      const page = await read('list_runs', { limit: 2, cursor });
      ids.push(...page.runs.map(({ id }: { id: string }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(ids).toEqual(all.runs.map(({ id }: { id: string }) => id));
    expect(ids.length).toBe(sampleRuns.length);
    const failed = await read('list_runs', { filter: 'status:failed' });
    expect(failed.runs).toMatchObject([{ id: 'run_failed', failureId: expect.any(String) }]);
  });

  test.each([
    ['list_workflows', 'workflows'],
    ['list_failures', 'failures'],
  ])('is told each row of %s once, page by page, also where runs fail meanwhile', async (tool, name) => {
    const flows = ['invoice', 'nightly', 'signup', 'refund'];
    const failed = (at: number) => {
      const errorSummary = { name: 'TypeError', message: `no ${flows[at]}`, step: flows[at] };
      const createdAt = now - 1_000 * at;
      return { ...failedRun, id: `run_${at}`, name: flows[at] ?? '', createdAt, errorSummary };
    };
    const runs = [1, 2, 3].map(failed);
    let store = createFakeStore(runs);
    const { read } = await connect({ store: { ...store, ...relay(() => store) }, now });
    const first = await read(tool, { limit: 2 });
    store = createFakeStore([failed(0), ...runs]);
    const second = await read(tool, { limit: 2, cursor: first.nextCursor });
    const seen = [...first[name], ...second[name]].map(row => row.name ?? row.workflow);
    expect(new Set(seen).size).toBe(3);
    expect(second).toMatchObject({ total: 3, nextCursor: null });
    expect(await read(tool, { limit: 2 })).toMatchObject({ total: 4 });
  });

  test('is told why no run matches', async () => {
    const { read } = await onSamples();
    const { runs, why } = await read('list_runs', { filter: 'workflow:signup-pipelines' });
    expect(runs).toEqual([]);
    expect(why.join()).toContain('signup-pipeline');
  });

  test('gets a failed run with what failed, its steps and its trace', async () => {
    const { read } = await onSamples();
    const run = await read('get_run', { id: 'run_failed', include: ['steps', 'trace'] });
    expect(run).toMatchObject({
      id: 'run_failed',
      explanation: expect.arrayContaining([expect.stringContaining('failed in send-email')]),
      failureId: expect.any(String),
      input: { email: 'ada@example.com', password: '••••••' },
      steps: [{ name: 'create-user' }, { name: 'send-email' }],
      trace: { spans: [{ name: 'signup-pipeline' }, { name: 'send-email' }] },
    });
    expect(run.leftOut).toBeUndefined();
    expect(
      await read('get_run', { id: 'run_failed', include: ['steps'], path: 'steps[1].name' }),
    ).toMatchObject({
      path: 'steps[1].name',
      value: 'send-email',
    });
  });

  test('groups failures, gets one, and what its runs share', async () => {
    const runs = Array.from({ length: 30 }, (_, at) =>
      createRun({
        id: `run_${at}`,
        createdAt: now - at * 60_000,
        actor: at % 3 === 0 ? 'mallory' : 'ada',
        ...(at % 3 === 0
          ? { status: 'failed' as const, error: failedRun.error, errorSummary: failedRun.errorSummary }
          : {}),
      }),
    );
    const { read } = await connect({ home: await createHomeWithStore(runs), now });
    const { failures, total } = await read('list_failures', { sort: 'count' });
    expect([total, failures.length, failures[0].count]).toEqual([1, 1, 10]);
    const group = await read('get_failure', { id: failures[0].id });
    expect(group).toMatchObject({ count: 10, lastRunId: 'run_0', since: expect.anything() });
    expect(group.because).toBe('the same words');
    expect(group.shared.text[0]).toContain('mallory');
    const explained = await read('explain_failures', { filter: 'actor:mallory' });
    expect(explained.shared.failed).toBe(10);
  });

  test('is told the same explanation of a run and of its group, with what the team has noted', async () => {
    const home = await createHomeWithStore();
    const { read } = await connect({ home, now });
    const about = async () => (await read('get_run', { id: 'run_failed' })) as Record<string, string[]>;
    const { failureId, explanation: before = [] } = await about();
    expect(before.join('\n')).not.toMatch(/^note /mu);
    const note = ['failures', 'note', String(failureId), 'BR needs CPF', '--ticket', 'OPS-12'];
    await runCli(note, { store: 'real', home, env: { USER: 'ada' } });
    const group = await read('get_failure', { id: failureId });
    expect(group).toMatchObject({ state: 'known', ticket: 'OPS-12', note: 'BR needs CPF', notedBy: 'ada' });
    const { explanation = [] } = await about();
    expect(explanation).toEqual(group.explanation);
    expect(explanation.join('\n')).toMatch(/^note {5}OPS-12: BR needs CPF · ada, /mu);
    expect(explanation.join('\n')).not.toContain('runlens ');
  });

  test('lists the groups of failures in some states', async () => {
    const { read } = await onSamples();
    expect((await read('list_failures', { state: ['new'] })).failures).toHaveLength(1);
    expect((await read('list_failures', { state: ['seen', 'known'] })).failures).toEqual([]);
  });

  test('compares a failed run with the last success of its workflow', async () => {
    const good = createRun({ id: 'run_good', createdAt: now - 600_000, input: { email: 'bob@example.com' } });
    const { read } = await connect({ home: await createHomeWithStore([good, failedRun]), now });
    const comparison = await read('compare_runs', { id: 'run_failed' });
    expect(comparison).toMatchObject({ a: { id: 'run_failed' }, b: { id: 'run_good' } });
    expect(comparison.differences.length).toBeGreaterThan(0);
    const { text, isError } = await onSamples().then(({ call }) => call('compare_runs', { id: 'run_gone' }));
    expect([isError, text]).toEqual([true, expect.stringContaining('there is no run run_gone')]);
  });

  test('lists workflows and targets, and reads from another target by its name alone', async () => {
    const home = await createHomeWithStore();
    const { read, call } = await connect({ home, now });
    const { workflows } = await read('list_workflows');
    expect(workflows).toContainEqual(expect.objectContaining({ name: 'signup-pipeline' }));
    const { targets } = await read('list_targets');
    expect(targets).toMatchObject([{ inUse: true, kind: 'sqlite' }]);
    expect((await read('list_runs', { target: targets[0].name })).runs.length).toBe(sampleRuns.length);
    for (const target of ['https://runs.example.com', home.path('project', '.runlens', 'runs.db')]) {
      const { text, isError } = await call('list_runs', { target });
      expect([isError, text]).toEqual([true, expect.stringContaining(`there is no target "${target}"`)]);
    }
  });
});

test('an agent neither sees nor opens an address that was only found', async () => {
  const home = await createHomeWithStore();
  writeFileSync(join(home.cwd, '.env'), 'DATABASE_URL=postgres://ada:s3cret@127.0.0.1:1/shop\n');
  const { read, call } = await connect({ home, now });
  const { targets } = await read('list_targets');
  expect(targets).toHaveLength(1);
  const { text, isError } = await call('list_runs', { target: 'shop' });
  expect([isError, text]).toEqual([true, expect.stringContaining('there is no target "shop"')]);
});

describe('a large answer', () => {
  const payload = {
    lines: Array.from({ length: 5_000 }, (_, at) => `line ${at}`),
    text: 'word '.repeat(50_000),
  };
  const large = createRun({ id: 'run_large', input: payload });

  test('is bounded, says what it left out, and goes on from there', async () => {
    const { call, read } = await connect({ home: await createHomeWithStore([large]), now });
    const { text } = await call('get_run', { id: 'run_large' });
    const { leftOut } = JSON.parse(text);
    expect(leftOut.map((one: { path: string }) => one.path).sort()).toEqual(['input.lines', 'input.text']);
    const lines: string[] = [];
    let cursor: string | undefined;
    do {
      const part = await read('get_run', { id: 'run_large', path: 'input.lines', cursor });
      lines.push(...part.value);
      cursor = part.leftOut?.[0].cursor;
    } while (cursor !== undefined);
    expect(lines).toEqual(payload.lines);
  });

  test('is bounded for each row of a list', async () => {
    const runs = Array.from({ length: 60 }, (_, at) =>
      createRun({
        id: `run_${at}`,
        status: 'failed',
        errorSummary: { message: 'x'.repeat(20_000) },
        models: Array.from({ length: 500 }, (__, model) => `model-${model}`),
      }),
    );
    const { call } = await connect({ store: createFakeStore(runs), now });
    const { text } = await call('list_runs', { limit: 50 });
    expect(JSON.parse(text).runs.length).toBe(50);
    expect(text.length).toBeLessThan(60_000);
  });
});

describe('what goes wrong', () => {
  test.each([
    ['list_runs', { filter: 'stauts:failed' }, 'did you mean "status"?'],
    ['list_runs', { filter: 'status:faield' }, 'unknown status'],
    ['list_runs', { limit: '2', foo: 1 }, 'limit: Invalid type: Expected number but received "2"'],
    ['list_runs', { limit: 1_000 }, 'limit: '],
    ['list_runs', { foo: 1 }, 'there is no argument "foo"\nit takes filter, sort, limit, cursor, target'],
    ['list_runs', { sort: 'duration', cursor: 'x' }, 'a cursor goes with the default order only'],
    ['list_failures', { cursor: 'x' }, 'the cursor is not one of this tool'],
    ['get_run', {}, 'id: '],
    ['get_run', { id: 'run_gone' }, 'there is no run run_gone'],
    ['get_run', { id: 'run_failed', path: 'input.phone' }, 'there is nothing at the path "input.phone"'],
    ['get_failure', { id: '0nope' }, 'no failed run is of the group 0nope'],
  ])('%s %j is answered with a message that helps', async (name, args, message) => {
    const { call, bugs } = await onSamples();
    const { text, isError } = await call(name, args);
    expect([isError, text]).toEqual([true, expect.stringContaining(message)]);
    expect(bugs).toEqual([]);
  });

  test('a store that fails is an answer, and the next call is answered too', async () => {
    let isBroken = true;
    const store = createFakeStore(sampleRuns);
    const { call } = await connect({
      store: {
        ...store,
        listRuns: async (...args) => {
          if (isBroken)
            throw new InspectorError('unreachable', 'cannot reach runs.example.com', { hint: 'try again' });
          return store.listRuns(...args);
        },
      },
      now,
    });
    expect(await call('list_runs')).toEqual({
      text: 'cannot reach runs.example.com\ntry again',
      isError: true,
    });
    isBroken = false;
    expect((await call('list_runs')).isError).toBe(false);
  });

  test('a bug is reported and answered, and the next call is answered too', async () => {
    const store = createFakeStore(sampleRuns);
    const getRun = () => Promise.reject(new TypeError('x is not a function'));
    const { call, bugs } = await connect({ store: { ...store, getRun }, now });
    const { text, isError } = await call('get_run', { id: 'run_failed' });
    expect([isError, text]).toEqual([true, 'this is a bug in runlens: x is not a function']);
    expect(bugs).toEqual([expect.any(TypeError)]);
    expect((await call('list_runs')).isError).toBe(false);
  });

  test('a message is bounded, and masked: it may quote what a server answered', async () => {
    const store = createFakeStore(sampleRuns);
    const getRun = async () => {
      throw new InspectorError(
        'conflict',
        `refused: to\u001b[1mken=Zq7xKp9mWv3n ${'because '.repeat(9_000)}`,
      );
    };
    const { call } = await connect({ store: { ...store, getRun }, now });
    const { text } = await call('get_run', { id: 'run_failed' });
    expect(text).toMatch(/^refused: .*•••••• because .*…$/u);
    expect(text.length).toBeLessThan(5_000);
  });

  test('without any runs here, the answer says so', async () => {
    const { call } = await connect({ home: createHome() });
    const { text, isError } = await call('list_runs');
    expect([isError, text]).toEqual([true, expect.stringContaining('no runs found')]);
  });

  test('a call of no tool is refused by the protocol', async () => {
    const { call } = await connect();
    await expect(call('drop_table')).rejects.toThrow('there is no tool "drop_table"');
  });
});

test('calls are answered while others are, in any order', async () => {
  const store = createFakeStore(sampleRuns);
  const slow = Promise.withResolvers<void>();
  const { read } = await connect({
    store: {
      ...store,
      getRun: async (id, options) => {
        if (id === 'run_failed') await slow.promise;
        return store.getRun(id, options);
      },
    },
    now,
  });
  const order: string[] = [];
  const first = read('get_run', { id: 'run_failed' }).then(() => order.push('run'));
  await read('list_runs').then(() => order.push('list'));
  slow.resolve();
  await first;
  expect(order).toEqual(['list', 'run']);
});

test('a call that the client cancels stops reading', async () => {
  const store = createFakeStore(sampleRuns);
  const reading = Promise.withResolvers<void>();
  const aborted = Promise.withResolvers<unknown>();
  const { call, read } = await connect({
    store: {
      ...store,
      getRun: (_id, options) =>
        new Promise((_, reject) => {
          options?.signal?.addEventListener('abort', () => {
            aborted.resolve(options.signal?.reason);
            reject(options.signal?.reason);
          });
          reading.resolve();
        }),
    },
    now,
  });
  const canceling = new AbortController();
  const answer = call('get_run', { id: 'run_failed' }, canceling.signal).catch((error: unknown) => error);
  await reading.promise;
  canceling.abort();
  await aborted.promise;
  expect(await answer).toBeInstanceOf(Error);
  expect((await read('list_runs')).runs.length).toBeGreaterThan(0);
});

describe('acting', () => {
  const active = createRun({
    id: 'run_active',
    status: 'queued',
    startedAt: undefined,
    finishedAt: undefined,
  });
  const acts = [
    ['cancel_runs', { ids: ['run_active'] }],
    ['start_run', { workflow: 'signup-pipeline', input: { email: 'ada@example.com' } }],
    ['run_again', { ids: ['run_failed'] }],
    ['act_on_run', { id: 'run_active', act: 'pause' }],
  ] as const;

  test.each(acts)('%s is not offered without consent, and refused with the reason', async (name, args) => {
    const store = createFakeStore([active, failedRun]);
    const never = () => Promise.reject(new Error('it acted'));
    const { client, call, bugs } = await connect({
      store: { ...store, cancelRun: never, startRun: never },
      now,
    });
    expect((await client.listTools()).tools.map(tool => tool.name)).not.toContain(name);
    const { text, isError } = await call(name, args);
    expect([isError, text]).toEqual([true, expect.stringMatching(/is refused: .*\n.*--allow act/u)]);
    expect(client.getInstructions()).toContain('This server only reads');
    expect(bugs).toEqual([]);
  });

  test.each(acts)('%s is offered with consent, and says that it acts', async name => {
    const { client } = await connect({ mayAct: true });
    const tool = (await client.listTools()).tools.find(one => one.name === name);
    expect(tool?.annotations).toMatchObject({
      readOnlyHint: false,
      destructiveHint: name === 'cancel_runs',
    });
  });

  test('cancels runs with consent, and says who did', async () => {
    const by: unknown[] = [];
    const store = createFakeStore([active]);
    const { read } = await connect({
      store: {
        ...store,
        cancelRun: async (id, options) => {
          by.push(options?.by);
          return id === 'run_active' ? { type: 'requested' } : { type: 'not-found' };
        },
      },
      mayAct: true,
      now,
    });
    expect(await read('cancel_runs', { ids: ['run_active', 'run_gone'] })).toMatchObject({
      runs: [
        { id: 'run_active', result: 'requested' },
        { id: 'run_gone', result: 'not-found', reason: expect.stringContaining('there is no run run_gone') },
      ],
    });
    expect(by).toEqual(['ada (agent)', 'ada (agent)']);
  });

  test('says of a cancel what the engine leaves going on', async () => {
    const store = createFakeStore([active, { ...active, id: 'run_running', status: 'running' }]);
    const { read } = await connect({
      store: {
        ...store,
        can: { ...store.can, cancelNotes: { running: 'its function goes on' } },
        cancelRun: async id => (id === 'run_gone' ? { type: 'not-found' } : { type: 'canceled' }),
      },
      mayAct: true,
      now,
    });
    const { runs } = await read('cancel_runs', { ids: ['run_running', 'run_active', 'run_gone'] });
    const told = runs.map(({ result, note }: Record<string, unknown>) => [result, note]);
    expect(told).toEqual([
      ['canceled', 'its function goes on'],
      ['canceled', undefined],
      ['not-found', undefined],
    ]);
  });

  test('does what the engine can besides with consent, and nothing in place', async () => {
    const store = createFakeStore([{ ...active, status: 'waiting' }, failedRun]);
    const sent: unknown[] = [];
    const { read, call } = await connect({
      store: {
        ...store,
        can: { ...store.can, verbs: engineVerbs },
        performVerb: async (id, request) => {
          sent.push([id, request]);
          return { type: 'done', status: 'running' };
        },
      },
      mayAct: true,
      now,
    });
    const event = { id: 'run_active', act: 'send', name: 'approval', payload: { by: 'ada' } };
    expect(await read('act_on_run', event)).toMatchObject({
      id: 'run_active',
      result: 'done',
      status: 'running',
    });
    expect(sent).toEqual([['run_active', { verb: 'send', name: 'approval', payload: { by: 'ada' } }]]);
    for (const [act, reason] of [
      ['retry-in-place', 'it would lose its error and the times of its last attempt'],
      ['rewind', 'has no act "rewind": it has pause, send and retry-in-place'],
    ]) {
      const { text, isError } = await call('act_on_run', { id: failedRun.id, act });
      expect([isError, text]).toEqual([true, expect.stringContaining(String(reason))]);
    }
    expect(sent).toHaveLength(1);
  });

  test('starts a run with consent, or says which workflows are offered', async () => {
    const store = createFakeStore([failedRun]);
    const requests: unknown[] = [];
    const { read, call } = await connect({
      store: {
        ...store,
        startRun: async request => {
          requests.push(request);
          return request.workflow === 'signup-pipeline'
            ? { type: 'started', id: `run_${requests.length}` }
            : { type: 'not-offered', offered: ['signup-pipeline'] };
        },
      },
      mayAct: true,
      now,
    });
    expect(await read('start_run', { workflow: 'signup-pipeline', input: { a: 1 } })).toMatchObject({
      id: 'run_1',
    });
    const id = expect.stringMatching(/^run_[0-9A-Z]{26}$/);
    expect(requests).toEqual([
      { workflow: 'signup-pipeline', id, input: { a: 1 }, by: 'ada (agent)', trigger: 'api' },
    ]);
    expect(await read('run_again', { ids: ['run_failed'] })).toMatchObject({
      runs: [{ id: 'run_failed', result: 'started', newId: 'run_2' }],
    });
    expect(requests[1]).toMatchObject({ input: failedRun.input, retryOf: 'run_failed' });
    const masked = { workflow: 'signup-pipeline', input: { email: 'bob@example.com', password: '••••••' } };
    const refused = await call('start_run', masked);
    expect([refused.isError, refused.text]).toEqual([
      true,
      expect.stringMatching(/the input holds •••••• at input\.password[\s\S]*run_again/u),
    ]);
    expect(requests).toHaveLength(2);
    const { text, isError } = await call('start_run', { workflow: 'nightly' });
    expect([isError, text]).toEqual([true, expect.stringContaining('"signup-pipeline" is offered')]);
  });
});
