import { beforeEach, describe, expect, it } from 'vitest';
import type { Run } from '../../../src/model/run.ts';
import type { createHome } from '../../targets/temporary-home.ts';
import { createHomeWithStore } from '../real-store.ts';
import { runCli } from '../run-cli.ts';
import { createRun, now } from '../sample-runs.ts';

const minute = 60_000;

function order(index: number, fields: Partial<Run> = {}): Run {
  const createdAt = now - (20 - index) * minute;
  const step = { type: 'action', status: 'success', attempt: 1 } as const;
  return createRun({
    ...{ id: `run_${index}`, name: 'checkout', createdAt },
    input: { id: `order-${index}`, items: [{ qty: index }], apiKey: 'hunter2' },
    steps: [
      { ...step, id: `a${index}`, name: 'charge', startedAt: createdAt, finishedAt: createdAt + 100 },
      { ...step, id: `b${index}`, name: 'send', startedAt: createdAt + 100, finishedAt: createdAt + 200 },
    ],
    ...fields,
  });
}

const error = { value: {}, name: 'TypeError', message: 'no number' };
const bad = order(9, {
  status: 'failed',
  input: { id: 'order-9', items: [{ qty: 'five' }], apiKey: 'swordfish' },
  steps: order(9)
    .steps?.slice(0, 1)
    .map(step => ({ ...step, status: 'failed', error })),
  error,
});
const other = { trigger: { type: 'schedule', label: 'Schedule', raw: 'cron' } } as const;
const runs = [1, 2, 3, 4, 5, 6].map(index => order(index));

let home: ReturnType<typeof createHome>;

beforeEach(async () => {
  home = await createHomeWithStore([...runs, order(7, other), bad, order(11)]);
});

const run = (line: string, columns?: number) =>
  runCli(line.split(' '), { store: 'real', home, now: () => now, columns });

describe('diff', () => {
  it('begins with where a run diverged from the last success of its trigger before it', async () => {
    const { code, out } = await run('diff run_9', 120);
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      'input.items.0.qty is "five", was a number in 7 of 7 successes (1 more value of this input differs)',
      '',
      'a  ✖ Failed  checkout  run_9  11m ago  4.2s',
      'b  ✔ Success  checkout  run_6  14m ago  4.2s',
      '',
      '5 differences',
      '  input.items.0.qty is "five", was a number in 7 of 7 successes',
      '  input.apiKey is "••••••", was a different hidden value in 7 of 7 successes',
      '  charge failed (TypeError: no number); no error in 7 of 7 successes',
      '  send is missing, was there in 7 of 7 successes',
      '  the run failed (TypeError: no number); run b succeeded',
      '',
      'noise: 1 value that varies between successes (--noise lists them)',
      '',
    ]);
  });

  it('prints the same as data, with values as recorded', async () => {
    const { code, out } = await run('diff run_9 -o json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ...{ a: { id: 'run_9' }, b: { id: 'run_6' }, matchedShare: 1, isDifferentProgram: false },
      first: { kind: 'input', path: 'input.items.0.qty', was: 6, is: 'five', usual: { count: 7, of: 7 } },
      differences: [
        { kind: 'input' },
        { kind: 'input', path: 'input.apiKey', was: 'hunter2', is: 'swordfish' },
        { kind: 'status', path: 'charge: status' },
        { kind: 'missing-step', path: 'send' },
        { kind: 'status', path: 'status' },
      ],
      noiseCount: 1,
      successes: ['run_6', 'run_5', 'run_4', 'run_3', 'run_2', 'run_1', 'run_7'],
    });
    const masked = await run('diff run_9 -o json --redact');
    expect(masked.out).not.toMatch(/hunter2|swordfish/u);
    expect(JSON.parse(masked.out).differences).toHaveLength(5);
  });

  it('lists noise on demand', async () => {
    const { out } = await run('diff run_9 -o table --noise');
    expect(out).toContain('input.id is "order-9", was "order-6"; it varies between successes');
  });

  it('writes a note in Markdown with secrets masked', async () => {
    const { out } = await run('diff run_9 -o markdown');
    expect(out).toContain('# checkout: input.items.0.qty is "five"');
    expect(out).toContain('- charge failed (TypeError: no number');
    expect(out).not.toMatch(/hunter2|swordfish/u);
  });

  it('says that nothing differs but noise, and exits 0', async () => {
    const { code, out } = await run('diff run_5 run_4 -o json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      first: null,
      differences: [],
      text: expect.stringMatching(/^no diff/u),
    });
  });

  it('compares with the run before, or with a run that is named', async () => {
    expect(JSON.parse((await run('diff run_9 --against previous')).out).b.id).toBe('run_7');
    expect(JSON.parse((await run('diff run_9 --against run_2')).out).b.id).toBe('run_2');
    expect(JSON.parse((await run('diff run_9 run_11')).out).b.id).toBe('run_11');
  });

  it('tells the same of both runs, whichever is named first', async () => {
    const [one, other] = await Promise.all([
      run('diff run_9 run_6 -o json'),
      run('diff run_6 run_9 -o json'),
    ]);
    const [there, back] = [one, other].map(({ out }) => JSON.parse(out));
    expect(back.differences.map(({ path }: { path: string }) => path)).toEqual(
      there.differences.map(({ path }: { path: string }) => path),
    );
    expect(back).toMatchObject({
      ...{ a: { id: 'run_6' }, b: { id: 'run_9' }, noiseCount: there.noiseCount },
      ...{ first: { path: 'input.items.0.qty', was: 'five', is: 6 }, successes: there.successes },
    });
  });

  it('says what cannot be known where nothing has succeeded before', async () => {
    home = await createHomeWithStore([order(1), bad]);
    expect((await run('diff run_9 -o table')).out).toContain('there is only one success to learn from');
    home = await createHomeWithStore([bad]);
    const { code, err } = await run('diff run_9');
    expect(code).toBe(3);
    expect(err).toContain('the workflow "checkout" has no other run that succeeded');
  });

  it('exits 3 for a run that is not there, and 2 for two runs to compare with', async () => {
    expect((await run('diff run_77')).code).toBe(3);
    expect((await run('diff run_9 run_77')).code).toBe(3);
    expect((await run('diff run_9 run_2 --against previous')).code).toBe(2);
  });
});

describe('diff --children', () => {
  const child = (index: number, threshold: number) => {
    const parent = order(index);
    return createRun({
      ...{ id: `child_${index}`, name: 'quality-check', parentId: parent.id, input: { threshold } },
      createdAt: parent.createdAt + 1,
    });
  };

  it('compares the runs that both started, by their workflow', async () => {
    home = await createHomeWithStore([...runs, bad, child(6, 4), child(9, 9)]);
    const { out } = await run('diff run_9 --children -o json');
    const { differences, childRuns } = JSON.parse(out);
    expect(childRuns).toBe(2);
    expect(differences).toContainEqual(
      expect.objectContaining({ path: 'quality-check: input.threshold', was: 4, is: 9 }),
    );
  });

  it('says so where neither run started one', async () => {
    const { err } = await run('diff run_9 --children -o table');
    expect(err).toContain('neither run started another one');
  });
});
