import { beforeEach, describe, expect, it } from 'vitest';
import type { createHome } from '../../targets/temporary-home.ts';
import { createHomeWithStore } from '../real-store.ts';
import { runCli } from '../run-cli.ts';
import { createRun, now } from '../sample-runs.ts';

const minute = 60_000;
const failed = 'run_01M8PXNAJ6W4D38W0NXNHPMPFJ';
const worked = 'run_01M8PXN000W4D38W0NXNHPMPQZ';
const running = 'run_01M8PY0000W4D38W0NXNHPMPQZ';
const session = 'run_01M8Q00000W4D38W0NXNHPMPAA';

const runs = [
  createRun({ id: worked, createdAt: now - 9 * minute }),
  createRun({
    id: failed,
    createdAt: now - 8 * minute,
    status: 'failed',
    input: { plan: 'scale' },
    error: { value: {}, name: 'CardError', message: 'the card was declined' },
  }),
  createRun({ id: running, createdAt: now - 7 * minute, status: 'queued' }),
  createRun({ id: session, createdAt: now - 6 * minute, kind: 'agent', name: 'support-agent' }),
];

let home: ReturnType<typeof createHome>;

beforeEach(async () => {
  home = await createHomeWithStore(runs);
});

const run = (line: string, isTalking = false) =>
  runCli(line.split(' '), { store: 'real', home, now: () => now, isTalking });

describe('a command that reads', () => {
  it.each([
    ['workflows runs get run_01M8PXNA', failed],
    ['workflows runs get signup-pipeline run_01M8PXNA', failed],
    ['workflows runs get run_01M8PXNAJ6… --include steps,trace', failed],
    ['workflows runs get run_01m8pxnaj6', failed],
    ['workflows runs get run_01M8…FJ', failed],
    ['workflows runs get …HPMPFJ', failed],
    ['workflows runs get run_01M8PXNA --wait', failed],
    ['agents sessions get run_01M8Q000', session],
    ['history get run_01M8PXN0', worked],
  ])('takes a part of an id: %s', async (line, id) => {
    const { code, out, err } = await run(line);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out).id).toBe(id);
  });

  it.each([
    'diff run_01M8PXNA',
    'diff run_01M8PXNA run_01M8PXN0',
    'diff run_01M8PXN0 --against run_01M8PXNA',
  ])('compares runs by parts of their ids: %s', async line => {
    const { code, out } = await run(`${line} -o json`);
    expect(code).toBe(0);
    const { a, b } = JSON.parse(out);
    expect([a.id, b.id].sort()).toEqual([worked, failed]);
  });

  it('saves each run once, however it is named', async () => {
    const { code, err } = await run(`case save run_01M8PXNA ${failed} run_01M8…FJ -f one.case.json`);
    expect([code, err.split('\n')[0]]).toEqual([
      0,
      expect.stringContaining('saved one run in one.case.json'),
    ]);
  });

  it.each(['run_01M8PXNA', '--run run_01M8PXNA', '--target . run_01M8…FJ', 'run_01M8PXNA --target .'])(
    'shows that run: runlens %s',
    async line => {
      const { code, out } = await run(line);
      expect(code).toBe(0);
      expect(out).toContain(`signup-pipeline  ✖ Failed  ${failed}`);
    },
  );

  it('lists on stderr what a part could be, and exits 2', async () => {
    for (const line of ['workflows runs get run_01M8…QZ', '--run run_01M8…QZ', 'diff run_01M8…QZ']) {
      const { code, out, err } = await run(line);
      expect([code, out]).toEqual([2, '']);
      expect(err.trimEnd().split('\n')).toEqual([
        'runlens: run_01M8…QZ could be 2 runs:',
        `  ${running}  signup-pipeline  Queued   7m ago`,
        `  ${worked}  signup-pipeline  Success  9m ago`,
        '  write more of the id',
      ]);
    }
  });

  it('says how long a part must be, and exits 3', async () => {
    const { code, err } = await run('workflows runs get run_01M8PXN');
    expect(code).toBe(3);
    expect(err).toContain('a part of an id needs at least 8 characters after "run_"');
  });

  it('refuses a run and another run', async () => {
    expect(await run('run_01M8PXNA --run run_1')).toMatchObject({
      code: 2,
      err: expect.stringContaining('two runs are named: run_01M8PXNA and run_1'),
    });
  });
});

describe('a command that acts', () => {
  it.each([
    [
      'workflows runs cancel run_01M8PY00',
      `cancel takes the whole id: did you mean ${running} (signup-pipeline, Queued, 7m ago)?`,
    ],
    [
      'workflows runs retry run_01M8PXNA',
      `retry takes the whole id: did you mean ${failed} (signup-pipeline, Failed, 8m ago)?`,
    ],
    ['workflows runs cancel run_01M8…QZ', 'cancel takes the whole id: run_01M8…QZ could be 2 runs:'],
  ])('demands the whole id, and names the one that was meant: %s', async (line, meant) => {
    const { code, out, err } = await run(line);
    expect(code).toBe(3);
    expect(JSON.parse(out).data).toMatchObject([{ result: 'not-found' }]);
    expect(err.split('\n')[0]).toBe(meant);
    expect(JSON.parse((await run(`history get ${running}`)).out)).not.toHaveProperty('cancel');
  });
});

describe('a group of failures', () => {
  const idOf = async () => JSON.parse((await run('failures list -o json')).out).data[0].id;

  it('is shown by a part of its id, as a narrow table prints it', async () => {
    const id = await idOf();
    for (const written of [id, id.slice(0, 8), id.slice(0, 7), `${id.slice(0, 7)}…`]) {
      const { code, out } = await run(`failures get ${written} -o json`);
      expect([code, JSON.parse(out).id]).toEqual([0, id]);
    }
    expect((await run(`failures get ${id.slice(0, 6)}`)).code).toBe(3);
  });

  it('is noted and muted by its whole id', async () => {
    const id = await idOf();
    for (const act of [`note ${id.slice(0, 8)} known`, `mute ${id.slice(0, 8)} --until tomorrow`]) {
      const { code, err } = await run(`failures ${act}`);
      expect([code, err]).toEqual([
        3,
        `runlens: no failed run is of the group ${id.slice(0, 8)}\n  did you mean ${id} (signup-pipeline, 1 run, 8m ago)?\n`,
      ]);
    }
  });
});
