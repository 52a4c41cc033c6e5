import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { EndedEarly } from '../../../src/cli/context/context.ts';
import type { Capabilities } from '../../../src/contract/capabilities.ts';
import type { RestartOptions, RunStore } from '../../../src/contract/run-store.ts';
import type { Run, Step } from '../../../src/model/run.ts';
import { sampleNow } from '../../contract/sample-events.ts';
import { createHome } from '../../targets/temporary-home.ts';
import { createFakeStore } from '../fake-store.ts';
import { runCli } from '../run-cli.ts';
import { createRun } from '../sample-runs.ts';

const step = (id: string, name: string, attempt = 1): Step => ({
  ...{ id, name, attempt, type: 'action', status: 'failed', startedAt: 0, finishedAt: 1 },
});
const keeps = 'the results of the steps before it are copied';
const loses = 'its error';

function engineOf(can: Partial<Capabilities> = { restartFrom: { keeps } }, run: Partial<Run> = {}) {
  const steps = [
    step('a', 'reserve'),
    step('b-1', 'charge'),
    step('b', 'charge', 2),
    step('c', 'send'),
    step('d', 'send'),
  ];
  const store = createFakeStore([createRun({ id: 'run_1', status: 'failed', steps, ...run })]);
  const restarts: RestartOptions[] = [];
  return {
    restarts,
    store: Object.assign(store, {
      can: { ...store.can, restart: true, ...can } as Capabilities,
      restartRun: async (id: string, { fromStep, isSaved }: RestartOptions = {}) => {
        restarts.push({ fromStep, isSaved });
        return { type: 'started', id: isSaved ? id : 'run_2' } as const;
      },
    }),
  };
}

const retry = (...words: readonly string[]) => ['workflows', 'runs', 'retry', 'run_1', ...words];
const from = (name: string, ...words: readonly string[]) =>
  retry('--from-step', name, '-o', 'table', ...words);
const now = () => sampleNow;

describe('retry --from-step', () => {
  it.each(['charge', 'b', 'b-1'])('repeats the run from the last attempt of the step %s', async name => {
    const { store, restarts } = engineOf();
    const { code, out } = await runCli(from(name), { store, now });
    expect([code, out]).toEqual([0, 'run_1  retried as run_2\n']);
    expect(restarts).toEqual([{ fromStep: 'b', isSaved: undefined }]);
  });

  it.each([
    ['a step that it does not have', 'pay', {}, 'it has no step "pay": its steps are reserve, charge, send'],
    ['one of several', 'send', {}, '2 of its steps are called "send": name one by its id, c, d'],
    ['a run without steps', 'send', { steps: [] }, 'it has no step "send": it recorded no steps'],
    ['a run that goes on', 'charge', { status: 'running', finishedAt: undefined }, 'it has not ended'],
  ] as const)('says why it does not, for %s', async (_, name, run, reason) => {
    const { store, restarts } = engineOf({ restartFrom: { keeps } }, run);
    const { code, out } = await runCli(from(name), { store, now });
    expect([code, out]).toEqual([1, `run_1  not started: ${reason}\n`]);
    expect(restarts).toEqual([]);
  });

  it('prints what was started before an interrupt, even while the step of another run is looked for', async () => {
    const { store, restarts } = engineOf();
    const ending = new AbortController();
    const getRun: RunStore['getRun'] = async (id, options) => {
      if (id !== 'run_1') {
        await vi.waitFor(() => expect(restarts).toHaveLength(1));
        ending.abort(new EndedEarly('ended by Ctrl-C', 130));
        options?.signal?.throwIfAborted();
      }
      return store.getRun(id, options);
    };
    const words = ['run_9', '--from-step', 'charge', '--yes', '-o', 'table'];
    const { out } = await runCli(retry(...words), {
      store: { ...store, getRun },
      now,
      signal: ending.signal,
    });
    expect(out).toContain('run_1  retried as run_2\n');
  });

  it('says where the engine cannot', async () => {
    const { store } = engineOf({});
    expect((await runCli(from('charge'), { store, now })).out).toBe(
      'run_1  not started: ./.runlens/runs.db does not repeat runs from a step\n',
    );
  });
});

describe('a run that its engine would begin again in place', () => {
  const inPlace = { restartFrom: { keeps, loses } };

  it('needs a yes without a terminal, and is asked about on one, at first No', async () => {
    const { store, restarts } = engineOf(inPlace);
    const refused = await runCli(from('charge'), { store, now });
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('without a terminal nobody can be asked whether that may be lost');
    const no = await runCli(from('charge'), { store, now, isTalking: true, typed: '\n' });
    expect([no.code, restarts]).toEqual([1, []]);
    expect(no.err).toContain('1 run itself begins again, in place of a new one, and loses its error');
    expect(no.err).toContain('begin again in place? [y/N]');
  });

  it.each([
    ['of a step that it does not have', 'pay', {}, 'it has no step "pay"'],
    ['that goes on', 'charge', { status: 'running', finishedAt: undefined }, 'it has not ended'],
  ] as const)('is not asked about where it is refused: one %s', async (_, name, run, reason) => {
    const { store, restarts } = engineOf(inPlace, run);
    const { code, out, err } = await runCli(from(name), { store, now });
    expect([code, err, restarts]).toEqual([1, '', []]);
    expect(out).toContain(`run_1  not started: ${reason}`);
  });

  it('is counted without those that are refused', async () => {
    const { store, restarts } = engineOf(inPlace);
    const words = ['run_9', '--from-step', 'charge', '--yes', '-o', 'table'];
    const home = createHome({ 'project/.runlens/runs.db': '' });
    const { out, err } = await runCli(retry(...words), { store, now, home });
    expect(err).toContain('1 run itself begins again');
    expect(restarts).toHaveLength(1);
    expect(out).toMatch(/run_9 +not started: there is no run run_9/);
  });

  it('is saved before, masked, in a file that the answer names', async () => {
    const { store, restarts } = engineOf(inPlace, { input: { password: 'correct horse' } });
    const home = createHome({ 'project/.runlens/runs.db': '' });
    const { code, out } = await runCli(from('charge', '--yes'), { store, now, home });
    expect([code, restarts]).toEqual([0, [{ fromStep: 'b', isSaved: true }]]);
    const [file = ''] = readdirSync(home.cwd).filter(name => name.endsWith('.case.json'));
    expect(out).toBe(`run_1  begun again in place; as it was, it is saved in ./${file}\n`);
    const saved = readFileSync(`${home.cwd}/${file}`, 'utf8');
    expect(saved).toContain('"id":"run_1"');
    expect(saved).not.toContain('correct horse');
  });
});
