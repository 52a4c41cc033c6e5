import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createHome } from '../targets/temporary-home.ts';
import { createHomeWithStore } from './real-store.ts';
import { runCli } from './run-cli.ts';
import { createRun } from './sample-runs.ts';

const runs = [
  createRun({ id: 'run_active', status: 'running', finishedAt: undefined }),
  createRun({ id: 'run_failed', status: 'failed', input: { n: 1 } }),
];

type Home = ReturnType<typeof createHome>;

const prints = ({ cwd }: Home) =>
  readdirSync(join(cwd, '.runlens'))
    .filter(name => name.startsWith('runs.db') && !name.endsWith('-shm'))
    .map(name => {
      const hash = createHash('sha256').update(readFileSync(join(cwd, '.runlens', name)));
      return `${name} ${hash.digest('hex')}`;
    })
    // Reading makes an empty one.
    .filter(print => !print.includes(`-wal ${createHash('sha256').digest('hex')}`));

const acts = [
  'workflows runs cancel run_active',
  'workflows runs cancel run_active --kill',
  'workflows runs retry run_failed',
  'workflows runs act resume run_failed',
  'workflows run signup --input 1',
  'prune --older-than 1s --yes',
];

describe('a target that is opened read-only', () => {
  it.each(acts)('refuses: %s', async line => {
    const home = await createHomeWithStore(runs);
    const before = prints(home);
    for (const argv of [
      [...line.split(' '), '--read-only'],
      ['--read-only', ...line.split(' ')],
    ]) {
      const { code, out, err } = await runCli(argv, { store: 'real', home });
      expect([code, out + err]).toEqual([
        1,
        expect.stringContaining('./.runlens/runs.db was opened read-only'),
      ]);
    }
    expect(prints(home)).toEqual(before);
  });

  it('can be so by its configuration, of which nothing else takes that back', async () => {
    const home = await createHomeWithStore(runs);
    const named = createHome({
      'project/runlens.config.yaml': `targets:\n  live:\n    location: ${home.cwd}/.runlens/runs.db\n    readOnly: true\n`,
    });
    const cancel = (target: string) =>
      runCli(['workflows', 'runs', 'cancel', 'run_active', '--target', target, '-o', 'table'], {
        ...{ store: 'real', home: named },
      });
    expect((await cancel('live')).out).toContain('was opened read-only');
    const { out, code } = await runCli(['history', 'list', '--target', 'live', '-o', 'tsv'], {
      store: 'real',
      home: named,
    });
    expect([code, out]).toEqual([0, expect.stringContaining('run_active')]);
    expect((await cancel(`${home.cwd}/.runlens/runs.db`)).out).not.toContain('read-only');
  });

  it('keeps a note for its user alone, and says why', async () => {
    const home = await createHomeWithStore(runs);
    const before = prints(home);
    const list = await runCli(['failures', 'list', '--json'], { store: 'real', home });
    const [{ id }] = JSON.parse(list.out).data;
    const note = await runCli(['failures', 'note', id, 'known', '--read-only'], { store: 'real', home });
    expect(note.out + note.err).toContain('was opened read-only');
    expect(prints(home)).toEqual(before);
  });

  it.each(['serve', 'demo'])('is not promised by %s, which takes no --read-only', async word => {
    const { code, err } = await runCli(['--read-only', word], { store: 'real' });
    expect([code, err]).toEqual([
      2,
      expect.stringContaining(`--read-only comes before the command "${word}"`),
    ]);
  });
});
