import { describe, expect, it } from 'vitest';
import type { StartRequest } from '../../src/contract/starts/start-request.ts';
import { startOutcome } from '../../src/operations/acts/start-outcome.ts';
import { runCli } from '../cli/run-cli.ts';
import { runCreated } from '../contract/sample-events.ts';
import { openOffering, startedStores } from './started-stores.ts';

const first = { workflow: 'signup', id: 'mine', input: { email: 'ada@example.com' }, by: 'ada' } as const;

describe.each(startedStores)('a start in %s under an id that was sent before', (name, create) => {
  async function open() {
    const offering = await openOffering(create, ['signup', 'nightly']);
    const { store } = offering;
    const start = (request: StartRequest) =>
      startOutcome(store.target, request, () => store.startRun(request));
    const all = async () => (await store.counts())?.total;
    return { ...offering, start, all };
  }

  it('is the same run again, also once that has ended, and says who started it', async () => {
    const { start, all } = await open();
    expect(await start(first)).toEqual({ type: 'started', address: 'mine' });
    const again = { type: 'started', address: 'mine', already: { by: 'ada' } };
    expect(await start({ ...first, by: 'bob', trigger: 'cli' })).toEqual(again);
    await expect.poll(async () => (await start(first)).type).toBe('started');
    expect(await start(first)).toEqual(again);
    expect(await all()).toBe(1);
  });

  it.each([
    [
      'another input',
      { ...first, input: { email: 'bob@example.com' } },
      ', which was started with another input',
    ],
    ['no input', { workflow: 'signup', id: 'mine' }, ', which was started with another input'],
    ['another workflow', { ...first, workflow: 'nightly' }, ''],
  ])('is a conflict that says which run has the id: %s', async (_, request, differs) => {
    const { start, all } = await open();
    await start(first);
    expect(await start(request)).toMatchObject({
      type: 'refused',
      reason: `mine is the id of a run of signup already${differs}`,
    });
    expect(await all()).toBe(1);
  });

  it('is a conflict where a program recorded the run that has it, even with the same input', async () => {
    const { under, start, all } = await open();
    const input = JSON.stringify(first.input);
    await under.record([runCreated('mine', { createdAt: 1, name: 'signup', input })]);
    expect(await start(first)).toMatchObject({
      type: 'refused',
      reason: 'mine is the id of a run of signup already, which was recorded and not started',
    });
    expect(await all()).toBe(1);
  });

  it('of two that differ and come at once, one starts and the other is a conflict', async () => {
    const { start, all, another } = await open();
    const other = await another();
    for (let n = 0; n < 10; n += 1) {
      const id = `run_${n}`;
      const request = (input: number) => ({ workflow: 'signup', id, input });
      const outcomes = await Promise.all([
        start(request(1)),
        startOutcome(other.target, request(2), () => other.startRun(request(2))),
      ]);
      expect(outcomes.map(({ type }) => type).sort()).toEqual(['refused', 'started']);
    }
    expect(await all()).toBe(10);
  });

  it.runIf(name === 'HTTP over SQLite')(
    'answers 409 with the id, and the command exits 1 with it',
    async () => {
      const { store, start } = await open();
      await start(first);
      const url = store.target.location;
      const answer = await fetch(`${url}/v1/runs`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...first, input: 1 }),
      });
      expect(answer.status).toBe(409);
      expect(await answer.json()).toMatchObject({ type: 'urn:runlens:problem:conflict', id: 'mine' });
      const words = ['workflows', 'run', 'signup', '--id', 'mine', '--target', url];
      const { code, err } = await runCli([...words, '--input', '1'], { store: 'real' });
      expect(code).toBe(1);
      expect(err).toContain(
        'mine is the id of a run of signup already, which was started with another input',
      );
      const repeated = await runCli([...words, '--input', JSON.stringify(first.input)], { store: 'real' });
      expect({ ...repeated, out: JSON.parse(repeated.out) }).toEqual({
        ...{ code: 0, out: { id: 'mine' }, err: 'mine was already started by ada\n' },
      });
    },
  );
});
