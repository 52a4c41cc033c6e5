import { describe, expect, test, vi } from 'vitest';
import type { Capabilities } from '../../../src/contract/capabilities.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import type { StartRequest, StartResult } from '../../../src/contract/starts/start-request.ts';
import type { TargetInfo } from '../../../src/contract/target-info.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import type { Run } from '../../../src/model/run.ts';
import { noneRetried } from '../../../src/operations/acts/find-retried.ts';
import { runAgain } from '../../../src/operations/acts/run-again.ts';
import { againText, startedText } from '../../../src/operations/acts/start-outcome.ts';

const target: TargetInfo = { name: 'shop', kind: 'sqlite', location: './shop/runs.db', reason: 'argument' };

const run: Run = {
  id: 'run_1',
  kind: 'workflow',
  name: 'signup-pipeline',
  status: 'failed',
  trigger: { type: 'api', label: 'API', raw: 'api' },
  createdAt: 0,
  models: [],
  services: [],
  usage: [],
  input: { email: 'ada@example.com', password: 'correct horse' },
};

type Parts = {
  readonly found?: Run;
  readonly start?: (request: StartRequest) => Promise<StartResult>;
  readonly restart?: RunStore['restartRun'];
  readonly about?: TargetInfo;
  readonly can?: Partial<Capabilities>;
};

const recorded = { spans: [], logs: [], spanTotal: 0, logTotal: 0 };

function storeOf({ found = run, start, restart, about = target, can }: Parts = {}) {
  return {
    can: { cancel: true, kill: false, start: true, live: true, sorts: [], ...can },
    getTrace: async () => recorded,
    target: about,
    getRun: async (id: string) => (id === found.id ? found : undefined),
    startRun: vi.fn(start ?? (async (): Promise<StartResult> => ({ type: 'started', id: 'run_2' }))),
    ...(restart && { restartRun: vi.fn(restart) }),
  };
}

describe('running a run again', () => {
  test('starts its workflow with the input as it is recorded, secrets too, and names the run it repeats', async () => {
    const store = storeOf();
    const outcome = await runAgain({
      retried: noneRetried,
      store,
      address: 'run_1',
      by: 'ada',
      trigger: 'cli',
    });
    expect(outcome).toEqual({ type: 'started', address: 'run_2' });
    expect(store.startRun.mock.calls[0]?.[0]).toEqual({
      workflow: 'signup-pipeline',
      id: expect.stringMatching(/^run_[0-9A-Z]{26}$/),
      input: { email: 'ada@example.com', password: 'correct horse' },
      retryOf: 'run_1',
      by: 'ada',
      trigger: 'cli',
    });
  });

  test('starts without input what had none, which is not null', async () => {
    const { input: _, ...without } = run;
    const store = storeOf({ found: without });
    await runAgain({ retried: noneRetried, store, address: 'run_1' });
    expect(store.startRun.mock.calls[0]?.[0]).not.toHaveProperty('input');
    const withNull = storeOf({ found: { ...run, input: null } });
    await runAgain({ retried: noneRetried, store: withNull, address: 'run_1' });
    expect(withNull.startRun.mock.calls[0]?.[0]).toHaveProperty('input', null);
  });

  test('sends the edited input in its place, also null', async () => {
    const store = storeOf();
    await runAgain({ retried: noneRetried, store, address: 'run_1', input: { value: null } });
    expect(store.startRun.mock.calls[0]?.[0]).toMatchObject({ input: null, retryOf: 'run_1' });
  });

  test('refuses an edited input with a masked secret; a recorded one is sent as it is', async () => {
    const store = storeOf({ found: { ...run, input: { password: '••••••' } } });
    const edited = { value: { email: 'bob@example.com', password: '••••••' } };
    const outcome = await runAgain({ retried: noneRetried, store, address: 'run_1', input: edited });
    expect(outcome).toMatchObject({ type: 'refused', reason: expect.stringContaining('input.password') });
    expect(store.startRun).not.toHaveBeenCalled();
    expect(await runAgain({ retried: noneRetried, store, address: 'run_1' })).toMatchObject({
      type: 'started',
    });
  });

  test.each([
    [
      'was cut',
      { note: { $type: 'truncated', length: 9, value: 'x' } },
      'input.note: text of 9 characters, cut',
    ],
    ['is encrypted', { $type: 'encrypted', bytes: 12 }, 'input: encrypted · 12 B'],
  ])('refuses an input that %s, and starts nothing', async (_, input, words) => {
    const store = storeOf({ found: { ...run, input } });
    const outcome = await runAgain({ retried: noneRetried, store, address: 'run_1' });
    expect(outcome).toEqual({ type: 'refused', reason: `its recorded input is incomplete, at ${words}` });
    expect(store.startRun).not.toHaveBeenCalled();
    expect(
      (await runAgain({ retried: noneRetried, store, address: 'run_1', input: { value: {} } })).type,
    ).toBe('started');
  });

  test('refuses the session of an agent, and a run that is not there', async () => {
    const session = storeOf({ found: { ...run, kind: 'agent' } });
    expect(againText(await runAgain({ retried: noneRetried, store: session, address: 'run_1' }))).toBe(
      'not started: it is a session of an agent: only workflows are started again',
    );
    expect(againText(await runAgain({ retried: noneRetried, store: storeOf(), address: 'run_9' }))).toBe(
      'not started: there is no run run_9 in ./shop/runs.db: it was removed, or it is in another target',
    );
  });

  test.each([
    ['timeout', 'unknown', 'not known whether it started as ID: no answer in 30 s'],
    ['unreachable', 'unknown', 'not known whether it started as ID: no answer in 30 s'],
    ['auth', 'failed', 'not started: no answer in 30 s'],
  ] as const)('tells a start that may have arrived from one that has not: %s', async (kind, type, text) => {
    const start = async () => {
      throw new InspectorError(kind, 'no answer in 30 s');
    };
    const outcome = await runAgain({ retried: noneRetried, store: storeOf({ start }), address: 'run_1' });
    expect([outcome.type, againText(outcome)?.replace(/run_[0-9A-Z]{26}/, 'ID')]).toEqual([type, text]);
  });

  test('has started nothing where the run could not be read', async () => {
    const getRun = async () => {
      throw new InspectorError('timeout', 'no answer in 30 s');
    };
    const store = { ...storeOf(), getRun };
    expect((await runAgain({ retried: noneRetried, store, address: 'run_1' })).type).toBe('failed');
    expect(store.startRun).not.toHaveBeenCalled();
  });

  test('passes on why it was refused, with what to do', async () => {
    const refused = { type: 'refused', reason: 'nobody offers it', hint: 'start the program' } as const;
    expect(
      await runAgain({
        retried: noneRetried,
        store: storeOf({ start: async () => refused }),
        address: 'run_1',
      }),
    ).toEqual(refused);
  });

  test('says that no running program offers it, and what is offered', async () => {
    const start = async (): Promise<StartResult> => ({ type: 'not-offered', offered: ['nightly-report'] });
    expect(await runAgain({ retried: noneRetried, store: storeOf({ start }), address: 'run_1' })).toEqual({
      type: 'refused',
      reason: 'no running program offers "signup-pipeline" now',
      hint: expect.stringContaining('"nightly-report" is offered'),
    });
  });

  test('says why a target cannot start runs', async () => {
    const start = async (): Promise<StartResult> => ({ type: 'unsupported' });
    const about = { ...target, kind: 'otlp', location: './traces.jsonl' };
    expect(
      againText(await runAgain({ retried: noneRetried, store: storeOf({ start, about }), address: 'run_1' })),
    ).toBe(
      'not started: ./traces.jsonl cannot start runs: its files tell what ran, and do not reach the programs that run',
    );
  });
});

describe('an engine that repeats runs by itself', () => {
  test('does so, and nothing is read or sent', async () => {
    const store = storeOf({ restart: async () => ({ type: 'started', id: 'inv_2' }) });
    expect(await runAgain({ retried: noneRetried, store, address: 'inv_1' })).toEqual({
      type: 'started',
      address: 'inv_2',
    });
    expect(store.startRun).not.toHaveBeenCalled();
  });

  test('is not asked for another input', async () => {
    const restart = vi.fn(async (): Promise<StartResult> => ({ type: 'started', id: 'inv_2' }));
    const store = storeOf({ restart, start: async () => ({ type: 'unsupported' }) });
    expect(
      (await runAgain({ retried: noneRetried, store, address: 'run_1', input: { value: 1 } })).type,
    ).toBe('refused');
    expect(restart).not.toHaveBeenCalled();
  });

  test('does so from a step, where it can', async () => {
    const restart = vi.fn(async (): Promise<StartResult> => ({ type: 'started', id: 'run_2' }));
    const keeps = 'the results of the steps before it are copied';
    const store = storeOf({ restart, can: { restart: true, restartFrom: { keeps } } });
    const request = { retried: noneRetried, store, address: 'run_1', fromStep: 'charge' };
    expect(await runAgain(request)).toEqual({ type: 'started', address: 'run_2' });
    expect(restart).toHaveBeenCalledWith('run_1', { fromStep: 'charge', signal: undefined });
    const other = { ...request, store: storeOf({ restart, can: { restart: true } }) };
    expect(againText(await runAgain(other))).toBe(
      'not started: ./shop/runs.db does not repeat runs from a step',
    );
    expect(restart).toHaveBeenCalledTimes(1);
  });

  test('in a list of several targets does what the one that has the run can do', async () => {
    const restart = vi.fn(async (): Promise<StartResult> => ({ type: 'started', id: 'jobs/run_2' }));
    const about: TargetInfo = { ...target, kind: 'merged', members: [target, { ...target, name: 'jobs' }] };
    const can = { cancel: true, kill: false, start: true, live: true, sorts: [] };
    const members = new Map<string, Capabilities>([
      ['shop', can],
      ['jobs', { ...can, restart: true, restartFrom: { keeps: 'all' } }],
    ]);
    const store = storeOf({ restart, about, can: { restart: true, members } });
    const again = (address: string) => runAgain({ retried: noneRetried, store, address, fromStep: 'charge' });
    expect((await again('jobs/run_1')).type).toBe('started');
    expect((await again('shop/run_1')).type).toBe('refused');
  });

  test('is left out for a run of another store of the list', async () => {
    const store = storeOf({ restart: async () => ({ type: 'unsupported' }) });
    expect(await runAgain({ retried: noneRetried, store, address: 'run_1' })).toEqual({
      type: 'started',
      address: 'run_2',
    });
  });
});

describe('an engine that begins the run itself again', () => {
  const loses = 'its error and what its steps returned';
  const can = { restartFrom: { keeps: 'the steps before it', loses } };
  const asked = { retried: noneRetried, address: 'run_1', fromStep: 'charge' };
  const inPlace = async (): Promise<StartResult> => ({ type: 'started', id: 'run_1' });

  test('does so only once the run is saved as it is', async () => {
    const order: string[] = [];
    const restart: RunStore['restartRun'] = async (_, { isSaved } = {}) => {
      order.push(`restarted ${isSaved}`);
      return inPlace();
    };
    const store = storeOf({ restart, can });
    const keepCase = async (kept: Run) => {
      order.push(`saved ${kept.id} ${kept.status}`);
      return './run.case.json';
    };
    const outcome = await runAgain({ ...asked, store, keepCase });
    expect(outcome).toEqual({ type: 'started', address: 'run_1', savedAs: './run.case.json' });
    expect(order).toEqual(['saved run_1 failed', 'restarted true']);
    expect(outcome.type === 'started' && startedText(outcome)).toBe(
      'begun again in place; as it was, it is saved in ./run.case.json',
    );
  });

  test('is not asked where the run cannot be saved, and for one that has not ended', async () => {
    const restart = vi.fn(inPlace);
    const full = new InspectorError('unreadable', 'the disk is full');
    const keepCase = async () => Promise.reject(full);
    const again = (found: Run, keep?: typeof keepCase) =>
      runAgain({
        ...{ ...asked, keepCase: keep },
        store: storeOf({ found, restart, can }),
      });
    expect(await again(run, keepCase)).toEqual({ type: 'failed', error: full });
    expect(againText(await again(run))).toBe(
      `not started: its engine would begin it again in place, and it would lose ${loses}`,
    );
    expect(againText(await again({ ...run, status: 'running' }, keepCase))).toBe(
      'not started: signup-pipeline has not ended',
    );
    expect(restart).not.toHaveBeenCalled();
  });

  test('is told of the saved run where its answer is lost', async () => {
    const restart = async () => Promise.reject(new InspectorError('timeout', 'no answer in 30 s'));
    const store = storeOf({ restart, can });
    const keepCase = async () => './run.case.json';
    const outcome = await runAgain({ ...asked, store, keepCase });
    expect(againText(outcome)).toBe(
      'not known whether it started: no answer in 30 s; as it was, it is saved in ./run.case.json',
    );
  });
});
