import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { VerbRequest, VerbResult } from '../../../src/contract/verbs.ts';
import type { Run } from '../../../src/model/run.ts';
import { sampleNow } from '../../contract/sample-events.ts';
import { engineVerbs } from '../../screen/verb-states.ts';
import { createHome } from '../../targets/temporary-home.ts';
import { createFakeStore } from '../fake-store.ts';
import { runCli } from '../run-cli.ts';
import { createRun } from '../sample-runs.ts';

function engineOf(run: Partial<Run> = {}, result: VerbResult = { type: 'done', status: 'running' }) {
  const store = createFakeStore([
    createRun({ id: 'run_1', status: 'waiting', finishedAt: undefined, ...run }),
  ]);
  const performed: VerbRequest[] = [];
  return {
    performed,
    store: Object.assign(store, {
      can: { ...store.can, verbs: engineVerbs },
      performVerb: async (id: string, request: VerbRequest): Promise<VerbResult> => {
        performed.push(request);
        return id === 'run_1' ? result : { type: 'not-found' };
      },
    }),
  };
}

const act = (...words: readonly string[]) => ['workflows', 'runs', 'act', ...words];
const now = () => sampleNow;

describe('runs act', () => {
  it('sends the event that a run waits for', async () => {
    const { store, performed } = engineOf();
    const sent = act('send', 'run_1', '--name', 'approval', '--input', '{"by":"ada"}');
    const { code, out } = await runCli([...sent, '--json'], { store, now });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      data: [{ id: 'run_1', act: 'send', result: 'done', status: 'running' }],
    });
    expect(performed).toEqual([{ verb: 'send', name: 'approval', payload: { by: 'ada' } }]);
    expect((await runCli([...sent, '-o', 'table'], { store, now })).out).toBe(
      'run_1  send an event: it is now Running\n',
    );
  });

  it.each([
    [
      'an event without a name',
      ['send', 'run_1'],
      1,
      'send an event refused: the name of the event is missing',
    ],
    [
      'an input for an act that sends none',
      ['pause', 'run_1', '--input', '1'],
      1,
      'pause sends nothing to the run',
    ],
    [
      'an act that the engine lacks',
      ['rewind', 'run_1'],
      1,
      'has no act "rewind": it has pause, send and retry-in-place',
    ],
    ['an unknown run', ['pause', 'run_2'], 3, 'there is no run run_2'],
    [
      'a masked secret',
      ['send', 'run_1', '--name', 'a', '--input', '{"token":"••••••"}'],
      1,
      'stands for a secret',
    ],
  ])('refuses %s', async (_, words, exitCode, reason) => {
    const { store } = engineOf();
    const { code, out } = await runCli(act(...words, '-o', 'table'), { store, now });
    expect([code, out]).toEqual([exitCode, expect.stringContaining(reason)]);
  });

  it('passes on why the engine refuses, and when nothing is seen yet', async () => {
    const refused = engineOf({}, { type: 'refused', reason: 'it is paused' }).store;
    const { code, out } = await runCli(act('pause', 'run_1', '--json'), { store: refused, now });
    const row = { id: 'run_1', act: 'pause', result: 'refused', reason: 'it is paused' };
    expect([code, JSON.parse(out).data]).toEqual([1, [row]]);
    const { store } = engineOf({}, { type: 'requested' });
    expect((await runCli(act('pause', 'run_1', '-o', 'table'), { store, now })).out).toBe(
      'run_1  pause: sent, and not to be seen in the run yet\n',
    );
  });

  it('keeps the run before an act in place, which needs a yes, and names the case file', async () => {
    const failed = { status: 'failed', finishedAt: sampleNow, input: { password: 'correct horse' } } as const;
    const { store, performed } = engineOf(failed, { type: 'done', status: 'queued' });
    const retry = act('retry-in-place', 'run_1');
    const asked = await runCli(retry, { store, now });
    expect([asked.code, performed]).toEqual([2, []]);
    expect(asked.err).toContain('the run loses its error and the times of its last attempt');
    const no = await runCli(retry, { store, now, isTalking: true, typed: '\n' });
    expect([no.code, performed]).toEqual([1, []]);
    const home = createHome({ 'project/.runlens/runs.db': '' });
    const { code, out } = await runCli([...retry, '--yes', '--json'], { store, now, home });
    const [row] = JSON.parse(out).data;
    expect([code, row.status, performed]).toEqual([0, 'queued', [{ verb: 'retry-in-place', isSaved: true }]]);
    const saved = readFileSync(`${home.cwd}/${row.savedAs}`, 'utf8');
    expect(saved).toContain('run_1');
    expect(saved).not.toContain('correct horse');
  });

  it('keeps nothing of a run that the act is not for', async () => {
    const { store, performed } = engineOf();
    const { code, out, err } = await runCli(act('retry-in-place', 'run_1', '--yes', '-o', 'table'), {
      store,
      now,
    });
    expect([code, err, performed]).toEqual([1, '', []]);
    expect(out).toMatch(/retry in place is for a failed run, and [\w-]+ is waiting on hook/);
  });

  it.each([
    ['run_2', [], 3, 'there is no run run_2'],
    ['run_1', ['--input', '1'], 1, 'retry in place sends nothing to the run'],
  ])('asks nothing before an act in place that it refuses: %s %j', async (id, words, exitCode, reason) => {
    const { store, performed } = engineOf({ status: 'failed', finishedAt: sampleNow });
    const line = act('retry-in-place', id, ...words, '-o', 'table');
    const { code, out, err } = await runCli(line, { store, now });
    expect([code, err, performed]).toEqual([exitCode, '', []]);
    expect(out).toContain(reason);
  });
});
