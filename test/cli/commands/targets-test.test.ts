import { describe, expect, it } from 'vitest';
import { createDatabase, jobTable } from '../../stores/database-of-engines.ts';
import { createFakeStore } from '../fake-store.ts';
import { runCli } from '../run-cli.ts';
import { sampleRuns } from '../sample-runs.ts';

const files = {
  'project/.runlens/runs.db': '',
  'shop/runs.db': '',
  'config/config.yaml': 'targets:\n  shop: ../shop/runs.db\n  gone: ../gone.db\n',
};

describe('targets test', () => {
  it('opens the target and counts its runs', async () => {
    const { code, out } = await runCli(['targets', 'test'], { files, columns: 80 });
    expect(code).toBe(0);
    expect(out).toMatch(/^ok {2}\.\/\.runlens\/runs\.db \(found here\): 4 runs · \S+\n$/);
  });

  it('counts one run as one', async () => {
    const store = createFakeStore(sampleRuns.slice(0, 1));
    expect((await runCli(['targets', 'test'], { files, columns: 80, store })).out).toContain(': 1 run ·');
  });

  it('prints it as data', async () => {
    const { out } = await runCli(['targets', 'test', 'shop'], { files });
    expect(JSON.parse(out)).toEqual({
      ok: true,
      name: 'shop',
      kind: 'sqlite',
      location: '~/shop/runs.db',
      reason: 'argument',
      runs: 4,
      latencyMs: expect.any(Number),
    });
  });

  it('says of a database its version, tables, rights, clock and what can be done there', async () => {
    const { url, shown } = await createDatabase([], { isEmpty: false });
    const { code, out } = await runCli(['targets', 'test', url], { files, store: 'real', columns: 80 });
    expect(code).toBe(0);
    expect(out).toMatch(
      /: PostgreSQL [\d.]+ · runlens\.runs · may read and act · its clock is right · can cancel, start, retry · 0 runs · \S+\n$/,
    );
    expect(JSON.parse((await runCli(['targets', 'test', url], { files, store: 'real' })).out)).toMatchObject({
      ok: true,
      location: shown,
      versions: [expect.stringMatching(/^PostgreSQL \d/)],
      tables: ['runlens.runs'],
      rights: { read: true, act: true },
      clockSkewMs: expect.any(Number),
      can: ['cancel', 'start', 'retry'],
    });
  });

  it('says how far the clock of the server is off, and what the user may not do', async () => {
    const check = async () => ({
      ...{ versions: ['PostgreSQL 18.4', 'pg-boss schema 46'], tables: ['jobs.job'], clockSkewMs: -192_000 },
      rights: { read: true, act: false },
    });
    const store = createFakeStore(sampleRuns, { overrides: { check } });
    const { out } = await runCli(['targets', 'test'], { files, store, columns: 80 });
    expect(out).toContain(
      'pg-boss schema 46 · jobs.job · may read, not act · its clock is 3m 12s behind · 4 runs',
    );
  });

  it('names the commands that the user is refused, and a retry by the engine; of no clock it says nothing', async () => {
    const check = async () => ({
      ...{ versions: ['Valkey 8.1.1'], tables: ['bull:mail'] },
      rights: { read: false, act: true, refused: ['xrange'] },
    });
    const can = { cancel: false, kill: false, start: false, live: true, sorts: [], restart: true } as const;
    const store = createFakeStore(sampleRuns, { overrides: { can, check } });
    const { out } = await runCli(['targets', 'test'], { files, store, columns: 80 });
    expect(out).toContain(
      'Valkey 8.1.1 · bull:mail · may not read all (refused: xrange) · can retry · 4 runs',
    );
  });

  it('tests each of several that a database turns out to be', async () => {
    const { url, shown } = await createDatabase([jobTable('a'), jobTable('b')]);
    const { out, code } = await runCli(['targets', 'test', url], { files, store: 'real', columns: 80 });
    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      expect.stringContaining(`failed  pg-boss:${shown}#a  `),
      expect.stringContaining(`failed  pg-boss:${shown}#b  `),
      '',
    ]);
  });

  it('exits 2 for a target that is not there', async () => {
    expect((await runCli(['targets', 'test', 'gone'], { files })).code).toBe(2);
  });

  it('exits 2 for a target of a kind that nothing can read', async () => {
    const { code, err } = await runCli(['targets', 'test', 'mysql://ada:pw@db']);
    expect(code).toBe(2);
    expect(err).toContain('mysql:… cannot be opened');
  });
});
