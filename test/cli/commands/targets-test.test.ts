import { describe, expect, it } from 'vitest';
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

  it('exits 2 for a target that is not there', async () => {
    expect((await runCli(['targets', 'test', 'gone'], { files })).code).toBe(2);
  });

  it('exits 1 for a target of a kind that nothing can read', async () => {
    const { code, err } = await runCli(['targets', 'test', 'mysql://ada:pw@db']);
    expect(code).toBe(1);
    expect(err).toContain('mysql:… cannot be opened');
  });
});
