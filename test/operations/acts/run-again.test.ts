import { describe, expect, test, vi } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import type { StartRequest, StartResult } from '../../../src/contract/starts/start-request.ts';
import type { TargetInfo } from '../../../src/contract/target-info.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import type { Run } from '../../../src/model/run.ts';
import { noneRetried } from '../../../src/operations/acts/find-retried.ts';
import { runAgain } from '../../../src/operations/acts/run-again.ts';
import { againText } from '../../../src/operations/acts/start-outcome.ts';

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
};

function storeOf({ found = run, start, restart, about = target }: Parts = {}) {
  return {
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

  test('is left out for a run of another store of the list', async () => {
    const store = storeOf({ restart: async () => ({ type: 'unsupported' }) });
    expect(await runAgain({ retried: noneRetried, store, address: 'run_1' })).toEqual({
      type: 'started',
      address: 'run_2',
    });
  });
});
