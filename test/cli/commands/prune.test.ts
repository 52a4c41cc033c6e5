import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EndedEarly } from '../../../src/cli/context/context.ts';
import { runCreated } from '../../contract/sample-events.ts';
import { query, recordAt } from '../../database/sqlite/temp-store.ts';
import { createHome } from '../../targets/temporary-home.ts';
import { runCli } from '../run-cli.ts';

const dayMs = 86_400_000;
const now = Date.now();

async function createOldStore() {
  const home = createHome({ 'project/.runlens/keep': '' });
  const path = join(home.cwd, '.runlens/runs.db');
  const old = { createdAt: now - 40 * dayMs };
  await recordAt(path, [
    runCreated('old', old),
    runCreated('old-failed', { ...old, status: 'failed', name: 'invoice-sync' }),
    runCreated('asleep', { ...old, status: 'sleeping', finishedAt: undefined }),
    runCreated('new', { createdAt: now - dayMs }),
  ]);
  const left = () => query<{ id: string }>(path, 'SELECT id FROM runs ORDER BY id').map(({ id }) => id);
  return { home, left, options: { home, store: 'real', now: () => now } as const };
}

describe('prune', () => {
  it('removes runs that ended before, and prints how many by workflow and status', async () => {
    const { left, options } = await createOldStore();
    const { code, out, err } = await runCli(['prune', '--older-than', '30d', '--yes'], options);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      location: './.runlens/runs.db',
      dryRun: false,
      runs: 2,
      byStatus: { success: 1, failed: 1 },
      counts: expect.arrayContaining([
        { kind: 'workflow', name: 'signup-pipeline', status: 'success', runs: 1 },
        { kind: 'workflow', name: 'invoice-sync', status: 'failed', runs: 1 },
      ]),
      storeBytes: { before: expect.any(Number), after: expect.any(Number), free: 0 },
    });
    expect(err).toMatch(/^removed 2 runs of \.\/\.runlens\/runs\.db that ended before /);
    expect(left()).toEqual(['asleep', 'new']);
  });

  it('removes nothing in a dry run, whatever else is given', async () => {
    const { left, options } = await createOldStore();
    const line = ['prune', '--older-than', '30d', '--dry-run', '--yes', '-o', 'table'];
    const { code, out, err } = await runCli(line, { ...options, columns: 100 });
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toMatch(/^NAME +TYPE +RUNS +SUCCESS +FAILED$/);
    expect(out).toMatch(/^all +2 +1 +1$/m);
    expect(err).toMatch(/^would remove 2 runs of .* that ended before .*: about .* of .*; 2 runs would stay/);
    expect(left()).toHaveLength(4);
  });

  it('removes only what a filter matches', async () => {
    const { left, options } = await createOldStore();
    const line = ['prune', '--older-than', '30d', '--filter', 'status:failed', '--yes', '-o', 'tsv'];
    const { out } = await runCli(line, options);
    expect(out).toBe('kind\tname\tstatus\truns\nworkflow\tinvoice-sync\tfailed\t1\n');
    expect(left()).toEqual(['asleep', 'new', 'old']);
  });

  it.each([
    ['n\n', 1, 4],
    ['y\n', 0, 2],
  ])('asks once on a terminal: %j', async (typed, expected, count) => {
    const { left, options } = await createOldStore();
    const talking = { ...options, typed, isTalking: true, columns: 100 };
    const { code, err } = await runCli(['prune', '--older-than', '30d'], talking);
    expect(err).toMatch(/remove 2 runs of \.\/\.runlens\/runs\.db that ended before .*\? \[y\/N\]/);
    expect(code).toBe(expected);
    expect(left()).toHaveLength(count);
  });

  it.each(['30d', '90d'])('removes nothing in a pipe without --yes, and says so: %s', async age => {
    const { left, options } = await createOldStore();
    const { code, out, err } = await runCli(['prune', '--older-than', age], options);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('without a terminal nobody can be asked whether runs may be removed');
    expect(err).toContain('look at them with --dry-run, then add --yes');
    expect(left()).toHaveLength(4);
  });

  it('does not ask with --yes, or where nothing is old', async () => {
    const { left, options } = await createOldStore();
    const talking = { ...options, typed: 'n\n', isTalking: true };
    expect((await runCli(['prune', '--older-than', '90d'], talking)).code).toBe(0);
    expect((await runCli(['prune', '--older-than', '30d', '--yes'], talking)).code).toBe(0);
    expect(left()).toEqual(['asleep', 'new']);
  });

  it.each([
    ['http://localhost:1', 1, 'is a server: only its operator removes runs'],
    ['restate:http://localhost:1', 1, 'belong to their engine'],
    ['./.runlens/runs.db,http://localhost:1', 2, 'one target at a time'],
    ['./none.db', 2, 'there is no store'],
  ])('refuses %s and says why', async (target, code, reason) => {
    const { options } = await createOldStore();
    const result = await runCli(['prune', '--older-than', '1d', '--target', target], options);
    expect(result).toMatchObject({ code, out: '', err: expect.stringContaining(reason) });
  });

  it('offers no list of targets in its help, because it takes one at a time', async () => {
    const { out } = await runCli(['prune', '--help']);
    expect(out).toContain('--target <target>');
    expect(out).not.toContain('separate');
  });

  it.each([['30d'], ['1d12h'], ['20m']])('is recorded with the age that was asked for: %s', async age => {
    const { options } = await createOldStore();
    await runCli(['prune', '--older-than', age, '--yes'], options);
    const { data } = JSON.parse((await runCli(['acts'], options)).out);
    expect(data).toMatchObject([{ on: `runs older than ${age}`, command: expect.stringContaining(age) }]);
  });

  it('is recorded with what it has removed where the user interrupts it', async () => {
    const { left, options } = await createOldStore();
    const user = new AbortController();
    const interruptAfterRemoval = () => {
      if (left().length < 4) user.abort(new EndedEarly('interrupted', 130));
      return now;
    };
    const talking = { ...options, now: interruptAfterRemoval, signal: user.signal, isTalking: true };
    const { code } = await runCli(['prune', '--older-than', '30d', '--yes'], talking);
    expect([code, left()]).toEqual([130, ['asleep', 'new']]);
    const { data } = JSON.parse((await runCli(['acts'], options)).out);
    expect(data).toMatchObject([{ act: 'prune', outcome: 'stopped after removing 2 runs' }]);
  });

  it('says so where the act cannot be recorded', async () => {
    const { left, options } = await createOldStore();
    writeFileSync(options.home.path('data'), 'no folder');
    const { code, err } = await runCli(['prune', '--older-than', '30d', '--yes'], options);
    expect(code).toBe(0);
    expect(err).toMatch(/^not kept for "runlens acts": cannot write /);
    expect(left()).toEqual(['asleep', 'new']);
  });

  it.each([['3x'], ['0'], ['-1d'], ['']])('takes no age of %j', async age => {
    const { code, err } = await runCli(['prune', `--older-than=${age}`]);
    expect(code).toBe(2);
    expect(err).toContain('It takes an age such as 30d');
  });

  it('rewrites the file with --compact, which a database does not have', async () => {
    const { left, options } = await createOldStore();
    expect((await runCli(['prune', '--older-than', '30d', '--compact', '--yes'], options)).code).toBe(0);
    expect(left()).toEqual(['asleep', 'new']);
    const line = ['prune', '--older-than', '30d', '--compact', '--target', 'postgres://localhost:1/x'];
    expect((await runCli(line, options)).code).toBe(2);
  });
});
