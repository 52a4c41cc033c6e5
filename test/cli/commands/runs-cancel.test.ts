import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { EndedEarly } from '../../../src/cli/context/context.ts';
import type { CancelResult } from '../../../src/contract/run-store.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import type { RunStatus } from '../../../src/model/status.ts';
import { createFakeStore, type FakeStore } from '../fake-store.ts';
import { runCli } from '../run-cli.ts';
import { createRun, sampleRuns } from '../sample-runs.ts';

const cancel = (...words: readonly string[]) => ['workflows', 'runs', 'cancel', ...words];

const storeAnswering = (answer: CancelResult | Error) =>
  createFakeStore(sampleRuns, {
    overrides: {
      cancelRun: async () => {
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
  });

describe('cancel', () => {
  it.each<[CancelResult | Error, number, string]>([
    [{ type: 'requested' }, 0, 'run_running  cancel requested'],
    [{ type: 'canceled' }, 0, 'run_running  canceled'],
    [
      { type: 'already-finished', status: 'success' },
      1,
      'run_running  not canceled, already finished: Success',
    ],
    [{ type: 'refused', reason: 'it sleeps' }, 1, 'run_running  cancel refused: it sleeps'],
    [
      { type: 'not-found' },
      3,
      'run_running  there is no run run_running in ./.runlens/runs.db: it was removed, or it is in another target',
    ],
    [{ type: 'unsupported' }, 1, 'run_running  ./.runlens/runs.db cannot cancel runs: it only records them'],
    [
      new InspectorError('unreachable', 'the store is gone'),
      5,
      'run_running  not known whether it is canceled: the store is gone',
    ],
  ])('prints what the store answered: %o', async (answer, code, line) => {
    const store = storeAnswering(answer);
    const result = await runCli(cancel('run_running', '-o', 'table'), { store });
    expect(result).toEqual({ code, out: `${line}\n`, err: '' });
  });

  it('prints every outcome as data, and exits with the worst', async () => {
    const { code, out } = await runCli(cancel('run_running', 'run_x', 'run_done'));
    expect(code).toBe(1);
    expect(JSON.parse(out).data).toEqual([
      { id: 'run_running', result: 'requested' },
      { id: 'run_x', result: 'not-found', reason: expect.stringContaining('./.runlens/runs.db') },
      { id: 'run_done', result: 'already-finished', status: 'success' },
    ]);
    expect((await runCli(cancel('run_running', 'run_x'))).code).toBe(3);
  });

  it('requests the cancel of many runs a few at a time', async () => {
    let [asking, most] = [0, 0];
    const cancelRun = async (): Promise<CancelResult> => {
      asking += 1;
      most = Math.max(most, asking);
      await nextTurn();
      asking -= 1;
      return { type: 'canceled' };
    };
    const ids = Array.from({ length: 50 }, (_, number) => `run_${number}`);
    const { code, out } = await runCli(cancel(...ids), {
      store: createFakeStore(sampleRuns, { overrides: { cancelRun } }),
    });
    expect(code).toBe(0);
    expect(JSON.parse(out).data).toHaveLength(50);
    expect(most).toBe(8);
  });

  it('requests one cancel for an id that is listed twice', async () => {
    const { code, out } = await runCli(cancel('run_running', 'run_running'));
    expect(code).toBe(0);
    expect(JSON.parse(out).data).toHaveLength(1);
  });
});

describe('consent', () => {
  const runs = [1, 2].map(number =>
    createRun({ id: `run_${number}`, status: 'running', finishedAt: undefined }),
  );
  const onTerminal = { isTalking: true, columns: 80 };

  it('takes one named run as consent', async () => {
    const store = createFakeStore(runs);
    const { code, err } = await runCli(cancel('run_1'), { store, typed: '', ...onTerminal });
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it.each(['y\n', 'Y\n', 'yes\n'])('cancels several after %j', async typed => {
    const store = createFakeStore(runs);
    const { code, err } = await runCli(cancel('run_1', 'run_2'), { store, typed, ...onTerminal });
    expect(code).toBe(0);
    expect(err).toContain('cancel 2 runs of ./.runlens/runs.db? [y/N]');
  });

  it.each(['\n', 'n\n', 'no\n', 'okay\n', ''])('cancels nothing after %j', async typed => {
    const store = createFakeStore(runs);
    const { code, out, err } = await runCli(cancel('run_1', 'run_2'), { store, typed, ...onTerminal });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('nothing was canceled');
    expect(await store.getRun('run_1')).not.toHaveProperty('cancelRequestedAt');
  });

  it.each([
    ['--yes', { typed: 'n\n', ...onTerminal }],
    ['--wait', {}],
  ])('does not ask with --yes, nor without a terminal', async (word, options) => {
    const ended = runs.map(run => ({ ...run, status: 'success' as const }));
    const { err } = await runCli(cancel('run_1', 'run_2', word), {
      store: createFakeStore(ended),
      ...options,
    });
    expect(err).toBe('');
  });
});

describe('--filter', () => {
  const many = (count: number, active = count) =>
    Array.from({ length: count }, (_, at) =>
      createRun({
        id: `run_${at}`,
        name: at % 2 === 0 ? 'signup-pipeline' : 'invoice-sync',
        ...(at < active ? ({ status: 'running', finishedAt: undefined } as const) : {}),
      }),
    );
  const onTerminal = { isTalking: true, columns: 80 };
  const requestedOf = async (store: FakeStore, count: number) => {
    const all = await Promise.all(Array.from({ length: count }, (_, at) => store.getRun(`run_${at}`)));
    return all.filter(run => run?.cancelRequestedAt !== undefined).length;
  };

  it('cancels the active runs that match, and no other', async () => {
    const store = createFakeStore(many(8, 6));
    const line = cancel('--filter', 'workflow:signup*', '--yes');
    const { code, out } = await runCli(line, { store });
    expect(code).toBe(0);
    expect(JSON.parse(out).data).toEqual([
      { id: 'run_4', result: 'requested' },
      { id: 'run_2', result: 'requested' },
      { id: 'run_0', result: 'requested' },
    ]);
    expect(await requestedOf(store, 8)).toBe(3);
  });

  it('shows them by workflow and status, and cancels from ten on after their number only', async () => {
    const store = createFakeStore(many(12, 11));
    const line = cancel('--filter', 'since:365d');
    const no = await runCli(line, { store, typed: 'y\n', ...onTerminal });
    expect(no.code).toBe(1);
    expect(no.err).toContain('cancel 11 runs: 11 running');
    expect(no.err).toMatch(/signup-pipeline +6 +6 running\n *invoice-sync +5 +5 running/u);
    expect(no.err).toContain('cancel 11 runs of ./.runlens/runs.db? Type 11: ');
    expect(await requestedOf(store, 12)).toBe(0);
    expect((await runCli(line, { store, typed: '11\n', ...onTerminal })).code).toBe(0);
    expect(await requestedOf(store, 12)).toBe(11);
  });

  it('lists what would be canceled, and cancels nothing, with --dry-run', async () => {
    const store = createFakeStore(many(4, 2));
    const { code, out, err } = await runCli(cancel('--filter', 'since:365d', '--dry-run'), { store });
    expect(code).toBe(0);
    expect(JSON.parse(out).data).toEqual([
      { id: 'run_1', name: 'invoice-sync', status: 'running' },
      { id: 'run_0', name: 'signup-pipeline', status: 'running' },
    ]);
    expect(err).toContain('would cancel 2 runs: 2 running');
    expect(await requestedOf(store, 4)).toBe(0);
  });

  it('says before what an engine leaves going on of runs in these statuses', async () => {
    const store = createFakeStore(sampleRuns);
    const cancelNotes = {
      running: 'a function that is running goes on',
      sleeping: 'a job that sleeps is removed',
    };
    const noted = { ...store, can: { ...store.can, cancelNotes } };
    const { err } = await runCli(cancel('--filter', 'status:running', '--dry-run'), { store: noted });
    expect(err).toContain('a function that is running goes on');
    expect(err).not.toContain('is removed');
  });

  it('exits 0 where no active run matches', async () => {
    const { code, out, err } = await runCli(cancel('--filter', 'since:365d', '--yes'), {
      store: createFakeStore(many(3, 0)),
    });
    expect({ code, data: JSON.parse(out).data }).toEqual({ code: 0, data: [] });
    expect(err).toBe('runs match, but none of them is active\n');
  });

  it('says why none is found where none matches, or only sessions of agents do', async () => {
    const session = createRun({ id: 'ses_1', kind: 'agent', status: 'running', finishedAt: undefined });
    const store = createFakeStore([session]);
    const of = async (filter: string) => (await runCli(cancel('--filter', filter, '--yes'), { store })).err;
    expect(await of('status:active')).toBe(
      'no runs match\n  there are such runs, but none with type:workflow\n',
    );
    expect(await of('failure:000000000000')).toContain('no runs match\n  no run');
  });

  it('cancels the active sessions of agents that match as agents sessions cancel', async () => {
    const session = createRun({ id: 'ses_1', kind: 'agent', status: 'running', finishedAt: undefined });
    const store = createFakeStore([...many(2), session]);
    const line = ['agents', 'sessions', 'cancel', '--filter', 'since:365d'];
    expect((await runCli([...line, '--dry-run'], { store })).err).toMatch(
      /would cancel 1 run: [\s\S]*AGENT/u,
    );
    const { out } = await runCli([...line, '--yes'], { store });
    expect(JSON.parse(out).data).toEqual([{ id: 'ses_1', result: 'requested' }]);
    expect(await requestedOf(store, 2)).toBe(0);
  });

  it.each([
    [['run_1', '--filter', 'since:365d', '--yes'], 'either of them names the runs'],
    [['since:1h', '--filter', 'status:active'], "--filter 'status:active since:1h'"],
    [[], 'no run is named'],
    [['--filter', ' ', '--yes'], '--filter is empty'],
    [['--filter', 'since:365d'], 'nobody can be asked'],
    [['run_1', '--dry-run'], '--dry-run goes with --filter'],
    [['--filter', 'stauts:active', '--yes'], 'did you mean "status"'],
  ])('refuses %j before it opens the store', async (words, message) => {
    const { code, err } = await runCli(cancel(...words));
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('sends nothing more after an interrupt, and tells what became of what was sent', async () => {
    const ending = new AbortController();
    let asked = 0;
    const cancelRun = async (): Promise<CancelResult> => {
      asked += 1;
      if (asked === 8) ending.abort(new EndedEarly('ended by SIGINT', 130));
      await nextTurn();
      return { type: 'requested' };
    };
    const store = createFakeStore(many(20), { overrides: { cancelRun } });
    const line = cancel('--filter', 'since:365d', '--yes');
    const { code, out, err } = await runCli(line, { store, signal: ending.signal });
    const results = JSON.parse(out).data.map(({ result }: { result: string }) => result);
    expect([code, asked]).toEqual([130, 8]);
    expect(err).toContain('8 requested · 12 not sent\n');
    expect(results.filter((result: string) => result === 'requested')).toHaveLength(8);
    expect(results.filter((result: string) => result === 'not-sent')).toHaveLength(12);
  });
});

describe('--kill', () => {
  const killable = (answer: CancelResult) =>
    createFakeStore(sampleRuns, { overrides: { killRun: async () => answer } });

  it.each<[CancelResult, number, string]>([
    [{ type: 'canceled' }, 0, 'run_running  killed'],
    [{ type: 'requested' }, 0, 'run_running  kill requested'],
    [{ type: 'already-finished', status: 'failed' }, 1, 'run_running  not killed, already finished: Failed'],
    [
      { type: 'not-found' },
      3,
      'run_running  there is no run run_running in ./.runlens/runs.db: it was removed, or it is in another target',
    ],
    [
      { type: 'unsupported' },
      1,
      'run_running  ./.runlens/runs.db cannot kill runs: it can only request that they end',
    ],
  ])('prints what the store answered: %o', async (answer, code, line) => {
    const result = await runCli(cancel('run_running', '--kill', '-o', 'table'), { store: killable(answer) });
    expect(result).toEqual({ code, out: `${line}\n`, err: '' });
  });

  it('ends nothing where the store cannot kill, and does not cancel instead', async () => {
    const store = createFakeStore(sampleRuns);
    const { code, out } = await runCli(cancel('run_running', '--kill'), { store });
    expect(code).toBe(1);
    expect(JSON.parse(out).data).toEqual([
      {
        id: 'run_running',
        result: 'unsupported',
        reason: './.runlens/runs.db cannot kill runs: it can only request that they end',
      },
    ]);
    expect((await store.getRun('run_running'))?.cancelRequestedAt).toBeUndefined();
  });

  it('asks for confirmation before it kills several', async () => {
    const { code, err } = await runCli(cancel('run_running', 'run_done', '--kill'), {
      store: killable({ type: 'canceled' }),
      typed: 'n\n',
      isTalking: true,
      columns: 80,
    });
    expect(code).toBe(1);
    expect(err).toContain('kill 2 runs of ./.runlens/runs.db? [y/N]');
    expect(err).toContain('nothing was killed');
  });
});

describe('--wait', () => {
  const endingWith = (status: RunStatus): FakeStore => {
    const store: FakeStore = createFakeStore(sampleRuns, {
      overrides: {
        cancelRun: async id => {
          void (async () => {
            for (const next of ['running', 'running', status] as const) {
              await nextTurn();
              store.change(id, { status: next, finishedAt: next === status ? 1 : undefined });
            }
          })();
          return { type: 'requested' };
        },
      },
    });
    return store;
  };

  it('waits until the run is canceled', async () => {
    const { code, out, err } = await runCli(cancel('run_running', '--wait'), {
      store: endingWith('canceled'),
    });
    expect(code).toBe(0);
    expect(err).toBe('waiting for 1 run to end; Ctrl-C stops waiting\n');
    expect(JSON.parse(out).data).toEqual([{ id: 'run_running', result: 'canceled', status: 'canceled' }]);
  });

  it.each(['success', 'failed'] as const)('exits 1 when the run ended as %s instead', async status => {
    const { code, out } = await runCli(cancel('run_running', '--wait'), { store: endingWith(status) });
    expect(code).toBe(1);
    expect(JSON.parse(out).data).toEqual([{ id: 'run_running', result: 'already-finished', status }]);
  });

  it('notices a run that ends without a reported change, as one whose process died does', async () => {
    let looks = 0;
    const store = createFakeStore(sampleRuns, {
      overrides: {
        getRun: async id => {
          looks += 1;
          return createRun({ id, status: looks < 2 ? 'running' : 'failed', finishedAt: undefined });
        },
      },
    });
    const { code } = await runCli(cancel('run_running', '--wait'), { store });
    expect(code).toBe(1);
    expect(looks).toBe(2);
  });

  it('interrupted, tells what was requested and what was refused, and exits 130', async () => {
    const ending = new AbortController();
    const store = createFakeStore(sampleRuns, {
      overrides: {
        cancelRun: async id =>
          id === 'run_running' ? { type: 'requested' } : { type: 'refused', reason: 'it is protected' },
        getRun: async id => {
          queueMicrotask(() => ending.abort(new EndedEarly('ended by SIGINT', 130)));
          return createRun({ id, status: 'running', finishedAt: undefined });
        },
      },
    });
    const line = cancel('run_running', 'run_waiting', '--wait', '--yes');
    const { code, out } = await runCli(line, { store, signal: ending.signal });
    expect(code).toBe(130);
    expect(JSON.parse(out).data).toEqual([
      { id: 'run_running', result: 'requested' },
      { id: 'run_waiting', result: 'refused', reason: 'it is protected' },
    ]);
    expect(store.isClosed()).toBe(true);
  });
});

describe('a cancel that only marks runs ended', () => {
  const cancelNote = 'a handler that is running goes on, and its result is dropped';

  it('says so on stderr before it, and on a question for several where it takes place', async () => {
    const base = storeAnswering({ type: 'canceled' });
    const target = { ...base.target, kind: 'postgres', location: 'postgres://db.example.com/orders' };
    const store = { ...base, can: { ...base.can, cancelNotes: { running: cancelNote } }, target };
    const one = await runCli(cancel('run_running'), { store });
    expect(one.err).toContain(cancelNote);
    const line = cancel('run_running', 'run_waiting');
    const { err } = await runCli(line, { store, isTalking: true, typed: 'n\n' });
    expect(err).toContain(cancelNote);
    expect(err).toContain('cancel 2 runs of database orders on db.example.com?');
  });

  it('is not said of a run that has ended, nor twice of those of a filter', async () => {
    const base = createFakeStore(sampleRuns);
    const store = { ...base, can: { ...base.can, cancelNotes: { running: cancelNote } } };
    const ended = sampleRuns.find(({ status }) => status === 'failed')?.id ?? '';
    expect((await runCli(cancel(ended), { store })).err).not.toContain(cancelNote);
    const { err } = await runCli(cancel('--filter', 'status:running', '--yes'), { store });
    expect(err.split(cancelNote)).toHaveLength(2);
  });

  it('is not said of a kill', async () => {
    const base = storeAnswering({ type: 'canceled' });
    const store = { ...base, can: { ...base.can, kill: true, cancelNotes: { running: cancelNote } } };
    expect((await runCli(cancel('run_running', '--kill'), { store })).err).not.toContain(cancelNote);
  });
});
