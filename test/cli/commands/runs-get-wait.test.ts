import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EndedEarly } from '../../../src/cli/context/context.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import type { Run, Step } from '../../../src/model/run.ts';
import { createFakeStore, type FakeStore } from '../fake-store.ts';
import { type CliResult, runCli } from '../run-cli.ts';
import { createRun, now } from '../sample-runs.ts';

const wait = ['workflows', 'runs', 'get', 'run_live', '--wait'];

const running = createRun({ id: 'run_live', status: 'running', startedAt: now, finishedAt: undefined });

const step = (name: string, fields: Partial<Step> = {}): Step => ({
  id: name,
  name,
  type: 'action',
  status: 'running',
  attempt: 1,
  startedAt: now,
  ...fields,
});

const done = { status: 'success', finishedAt: now + 180 } as const;

/** A store whose run becomes the next of these each time that it was read with its steps. */
function storeThatGoesOn(stages: readonly Partial<Run>[], overrides: Partial<FakeStore> = {}): FakeStore {
  const left = [...stages];
  const store = createFakeStore([{ ...running, ...left.shift() }], { overrides });
  const { getRun } = store;
  return {
    ...store,
    getRun: async (id, options) => {
      const run = await getRun(id, options);
      const next = options?.include?.steps ? left.shift() : undefined;
      if (next) store.change(id, next);
      return run;
    },
  };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** Runs a command line, and lets time pass until it has ended. */
async function run(line: readonly string[], options: Parameters<typeof runCli>[1]): Promise<CliResult> {
  let result: CliResult | undefined;
  const running = runCli(line, options).then(ended => (result = ended));
  while (!result) {
    await vi.advanceTimersByTimeAsync(100);
    await nextTurn();
  }
  return running;
}

const withoutTimes = (text: string) => text.replaceAll(/^\d\d:\d\d:\d\d\.\d{3} {2}/gmu, '');

/** As `workflows run` starts it. */
const startedAndQueued = {
  status: 'queued',
  startedAt: undefined,
  trigger: { type: 'cli', label: 'CLI', raw: 'cli' },
} as const;

describe('runs get --wait', () => {
  const stages: readonly Partial<Run>[] = [
    { status: 'queued', startedAt: undefined },
    { status: 'running', startedAt: now, steps: [step('create-user')] },
    {
      steps: [
        step('create-user', done),
        step('send-email', { startedAt: now + 180, status: 'sleeping', wakeAt: now + 60_000 }),
      ],
    },
    {
      status: 'failed',
      finishedAt: now + 4000,
      steps: [
        step('create-user', done),
        step('send-email', {
          status: 'failed',
          startedAt: now + 180,
          finishedAt: now + 3180,
          error: { value: null, name: 'TimeoutError', message: 'no answer,\u001B[2J token=hunter22222' },
        }),
        step('clean-up', { attempt: 2, startedAt: now + 3200, status: 'success', finishedAt: now + 3380 }),
      ],
    },
  ];

  it('prints a line as each step begins and ends, and then the run', async () => {
    const { code, out, err } = await run([...wait, '-o', 'table'], { store: storeThatGoesOn(stages) });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [lines = '', ...shown] = withoutTimes(out).split('signup-pipeline  ✖ Failed');
    expect(lines.split('\n')).toEqual([
      '○ signup-pipeline  Queued',
      '● signup-pipeline  Running',
      '● create-user  Running',
      '✔ create-user  Success  180ms',
      '● send-email  Running',
      '◐ send-email  Sleeping',
      '✖ send-email  Failed  3.0s  TimeoutError: no answer, token=••••••',
      '● clean-up  Running  attempt 2',
      '✔ clean-up  Success  attempt 2  180ms',
      '',
    ]);
    expect(shown.join()).toContain('run_live');
  });

  it('keeps the lines apart from data', async () => {
    const { out, err } = await run([...wait, '-o', 'json'], { store: storeThatGoesOn(stages) });
    expect(JSON.parse(out)).toMatchObject({ id: 'run_live', status: 'failed' });
    expect(withoutTimes(err)).toContain('✔ create-user  Success  180ms\n');
  });

  it.each([
    [[], 'start a program that offers it with recorder.workflow'],
    [['nightly-report'], '"nightly-report" is offered'],
  ])('says that no running program offers a queued run, where %j are offered', async (offered, hint) => {
    const waits = Array.from({ length: 100 }, () => startedAndQueued);
    const workflows = async () =>
      offered.map(
        name => ({ name, kind: 'workflow', total: 0, failed: 0, active: 0, isOffered: true }) as const,
      );
    const can = { ...createFakeStore([]).can, start: true };
    const { err } = await run([...wait, '-o', 'table'], {
      store: storeThatGoesOn([...waits, { status: 'canceled', finishedAt: now }], { workflows, can }),
    });
    expect(
      err.match(
        /still queued: no running program offers "signup-pipeline" now, and it waits until one does/gu,
      ),
    ).toHaveLength(1);
    expect(err).toContain(hint);
  });

  it('does not say so of a workflow that is offered, and only has no room yet', async () => {
    const waits = Array.from({ length: 100 }, () => startedAndQueued);
    const offered = { name: 'signup-pipeline', kind: 'workflow', total: 1, failed: 0, active: 1 } as const;
    const overrides = {
      workflows: async () => [{ ...offered, isOffered: true } as const],
      can: { ...createFakeStore([]).can, start: true },
    };
    const store = storeThatGoesOn([...waits, { status: 'canceled', finishedAt: now }], overrides);
    expect((await run([...wait, '-o', 'table'], { store })).err).toBe('');
  });

  it('prints a run that had ended as ever', async () => {
    const [last = {}] = stages.slice(-1);
    const { out, err } = await run(wait, { store: storeThatGoesOn([last]) });
    expect(err).toBe('');
    expect(JSON.parse(out)).toHaveProperty('status', 'failed');
  });

  it.each([
    ['success', 0],
    ['failed', 1],
    ['canceled', 1],
  ] as const)('tells by its exit code, if asked to, that the run is %s', async (status, code) => {
    const ended = { status, finishedAt: now };
    const exit = (...words: readonly string[]) =>
      run([...wait, ...words], { store: storeThatGoesOn([{}, ended]) });
    expect((await exit()).code).toBe(0);
    expect((await exit('--exit-status')).code).toBe(code);
  });

  it('refuses a run of another workflow at once', async () => {
    const line = ['workflows', 'runs', 'get', 'nightly-report', 'run_live', '--wait'];
    const { code, err } = await run(line, { store: storeThatGoesOn([{}]) });
    expect(code).toBe(3);
    expect(err).toContain('workflow "nightly-report" has no run run_live');
  });

  it('ends when it is interrupted', async () => {
    const ending = new AbortController();
    let reads = 0;
    const store = createFakeStore([running], {
      overrides: {
        getRun: async () => {
          if (++reads > 3) ending.abort(new EndedEarly('ended by SIGINT', 130));
          return running;
        },
      },
    });
    const { code, out } = await run([...wait, '-o', 'json'], { store, signal: ending.signal });
    expect({ code, out }).toEqual({ code: 130, out: '' });
  });

  it('says that a store is away, and goes on once it answers', async () => {
    const store = storeThatGoesOn([{}, { status: 'success', finishedAt: now }]);
    let failures = 0;
    const getRun: FakeStore['getRun'] = async (id, options) => {
      if (options?.include?.steps && failures++ === 1)
        throw new InspectorError('unreachable', 'cannot reach runs.example.com');
      return store.getRun(id, options);
    };
    const { code, out, err } = await run([...wait, '-o', 'json'], { store: { ...store, getRun } });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toHaveProperty('status', 'success');
    expect(err.match(/^runlens: .*$/gmu)).toEqual([
      'runlens: cannot reach runs.example.com; trying again',
      'runlens: it answers again',
    ]);
  });

  it('ends with the error of a run that was removed meanwhile', async () => {
    const store = storeThatGoesOn([{}]);
    let reads = 0;
    const getRun: FakeStore['getRun'] = async (id, options) =>
      ++reads > 4 ? undefined : store.getRun(id, options);
    const { code, err } = await run([...wait, '-o', 'json'], { store: { ...store, getRun } });
    expect(code).toBe(3);
    expect(err).toContain('there is no run run_live');
  });
});
