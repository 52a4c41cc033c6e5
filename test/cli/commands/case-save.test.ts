import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createHome } from '../../targets/temporary-home.ts';
import { createFakeStore } from '../fake-store.ts';
import { runCli } from '../run-cli.ts';
import { createRun, failedRun, now } from '../sample-runs.ts';

const save = ['case', 'save'];

describe('runlens case save', () => {
  it('writes a private file of the runs, says what was masked, and prints no data', async () => {
    const home = createHome({ 'project/.runlens/runs.db': '' });
    const { code, out, err } = await runCli([...save, 'run_failed', 'run_done', '-f', 'x.case.json'], {
      home,
    });
    expect([code, out]).toEqual([0, '']);
    expect(err).toMatch(
      /^saved 2 runs in x\.case\.json, [\d.]+ KB\n1 secret is masked: input\.password \(1\)\n$/u,
    );
    const path = home.path('project', 'x.case.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).not.toContain('hunter2');
    expect(readdirSync(home.cwd).sort()).toEqual(['.runlens', 'x.case.json']);
  });

  it('opens as a target for every command, offline, with what cannot be done and why', async () => {
    const home = createHome({ 'project/.runlens/runs.db': '' });
    await runCli([...save, 'run_failed', 'run_running', '-f', 'x.case.json'], { home });
    const run = (...line: string[]) => runCli([...line, '--target', 'x.case.json'], { home, store: 'real' });
    expect(
      (await run('history', 'list', '--filter', 'input.email:ada*', '-o', 'tsv', '--no-header')).out,
    ).toMatch(/^run_failed\t/u);
    const got = await run('history', 'get', 'run_failed', '--include', 'steps,trace', '-o', 'json');
    expect(JSON.parse(got.out)).toMatchObject({
      error: { value: { name: 'TimeoutError' } },
      steps: [{ name: 'create-user' }, { name: 'send-email', attempt: 3 }],
      trace: { spans: [{ id: 'a' }, { id: 'b' }], logs: [{ message: 'retrying in 200 ms' }] },
    });
    expect(JSON.parse((await run('failures', 'list', '-o', 'json')).out).data).toMatchObject([{ count: 1 }]);
    const canceled = await run('workflows', 'runs', 'cancel', 'run_running', '-o', 'table');
    expect([canceled.code, canceled.out]).toEqual([1, expect.stringContaining('nothing runs in it')]);
    const started = await run('workflows', 'run', 'signup');
    expect([started.code, started.err]).toEqual([1, expect.stringContaining('a case file holds what ran')]);
  });

  it('is listed among the targets by its path', async () => {
    const home = createHome({ 'project/.runlens/runs.db': '' });
    await runCli([...save, 'run_done', '-f', 'x.case.json'], { home });
    const env = { RUNLENS_TARGET: './x.case.json' };
    const { out } = await runCli(['targets', 'list', '-o', 'json'], { home, env, store: 'real' });
    expect(JSON.parse(out).data[0]).toMatchObject({ name: 'x', kind: 'case', location: './x.case.json' });
  });

  it('replaces no file without --force, not even by a link to nowhere', async () => {
    const home = createHome({ 'project/.runlens/runs.db': '', 'project/x.case.json': 'mine' });
    symlinkSync(home.path('elsewhere'), home.path('project', 'link.case.json'));
    for (const name of ['x.case.json', 'link.case.json']) {
      const { code, err } = await runCli([...save, 'run_done', '-f', name], { home });
      expect([code, err]).toEqual([
        1,
        expect.stringContaining(`${name} already exists, and nothing is saved`),
      ]);
      expect(err).toContain('--force');
    }
    expect(readFileSync(home.path('project', 'x.case.json'), 'utf8')).toBe('mine');
    expect(existsSync(home.path('elsewhere'))).toBe(false);
    expect((await runCli([...save, 'run_done', '-f', 'x.case.json', '--force'], { home })).code).toBe(0);
    expect(readFileSync(home.path('project', 'x.case.json'), 'utf8')).toContain('run_done');
  });

  it('leaves a file alone that appeared while the runs were read', async () => {
    const home = createHome({ 'project/.runlens/runs.db': '' });
    const path = home.path('project', 'x.case.json');
    const store = createFakeStore([failedRun], {
      overrides: {
        getTrace: async () => {
          writeFileSync(path, 'theirs');
          return undefined;
        },
      },
    });
    const { code } = await runCli([...save, 'run_failed', '-f', 'x.case.json'], { home, store });
    expect([code, readFileSync(path, 'utf8'), readdirSync(home.cwd).length]).toEqual([1, 'theirs', 2]);
  });

  it('writes nothing where a run is missing', async () => {
    const home = createHome({ 'project/.runlens/runs.db': '' });
    const { code, err } = await runCli([...save, 'run_done', 'nowhere', '-f', 'x.case.json'], { home });
    expect([code, err]).toEqual([3, expect.stringContaining('there is no run nowhere')]);
    expect(readdirSync(home.cwd)).toEqual(['.runlens']);
  });

  it('takes the runs that match a filter, 200 at most', async () => {
    const runs = Array.from({ length: 201 }, (_, at) => createRun({ id: `run_${at}`, createdAt: now - at }));
    const store = createFakeStore(runs);
    const line = [...save, '--filter', 'status:success', '-f', 'x.case.json'];
    const tooMany = await runCli(line, { store });
    expect([tooMany.code, tooMany.err]).toEqual([2, expect.stringContaining('more than 200 runs match')]);
    const home = createHome({ 'project/.runlens/runs.db': '' });
    expect((await runCli([...line, '--limit', '3'], { store, home })).err).toContain(
      'saved 3 runs in x.case.json',
    );
    const saved = JSON.parse(readFileSync(home.path('project', 'x.case.json'), 'utf8'));
    expect(saved.runs.map((run: { id: string }) => run.id)).toEqual(['run_0', 'run_1', 'run_2']);
    const none = await runCli([...save, '--filter', 'status:failed', '-f', 'x.case.json'], { store });
    expect([none.code, none.err]).toEqual([3, expect.stringContaining('matches status:failed')]);
  });

  it.each([
    [['run_1', '--filter', 'x', '-f', 'x.case.json'], 'ids and --filter are given'],
    [
      ['since:1h', '--filter', 'status:failed', '-f', 'x.case.json'],
      "quote a filter of several words: --filter 'status:failed since:1h'",
    ],
    [['-f', 'x.case.json'], 'no run is named'],
    [['run_1', '--limit', '3', '-f', 'x.case.json'], '--limit goes with --filter only'],
    [['run_1', '-f', 'x.txt'], 'ends with .case.json, unlike x.txt'],
    [['run_1'], "required option '-f, --file <file>' not specified"],
    [['run_done', '-f', 'no/such/x.case.json'], 'cannot write'],
  ])('%j is refused', async (line, message) => {
    const { code, err } = await runCli([...save, ...line]);
    expect([code, err]).toEqual([line[0] === 'run_done' ? 1 : 2, expect.stringContaining(message)]);
  });
});
