import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createPlace } from '../../targets/place.ts';
import { createFakeStore } from '../fake-store.ts';
import { runCli } from '../run-cli.ts';
import { sampleRuns } from '../sample-runs.ts';

const files = {
  'project/.runlens/runs.db': '',
  'shop/runs.db': '',
  'config/config.yaml': 'targets:\n  shop: ../shop/runs.db\n  gone: ../gone.db\n',
};

describe('targets', () => {
  it('lists what is known, what is used and why', async () => {
    const { code, out } = await runCli(['targets'], { files, columns: 100 });
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      '   NAME     LOCATION            WHY',
      '*  project  ./.runlens/runs.db  found here',
      '   shop     ~/shop/runs.db      ~/config/config.yaml',
      '   gone     ../gone.db          there is no store at ../gone.db',
      '',
    ]);
  });

  it('lists them as data', async () => {
    const { out } = await runCli(['targets', 'list', '--json', '--target', 'shop'], { files });
    expect(JSON.parse(out).data[0]).toMatchObject({
      name: 'shop',
      kind: 'sqlite',
      location: '~/shop/runs.db',
      from: 'argument',
      inUse: true,
    });
  });

  it('says what to do where nothing is known, and exits 0', async () => {
    const { code, out, err } = await runCli(['targets', '-o', 'table'], { files: {} });
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toContain('runlens demo');
  });
});

describe('targets use', () => {
  it("writes the user's configuration and says where", async () => {
    const place = createPlace(files);
    const { code, out, err } = await runCli(['targets', 'use', 'shop'], { place });
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toContain(`~/shop/runs.db is used from now on (${place.path('config/config.yaml')})`);
    expect(readFileSync(place.path('config/config.yaml'), 'utf8')).toMatch(/^target: "shop"\n/);
    expect((await runCli(['targets', '-o', 'tsv'], { place })).out).toContain('shop\tsqlite\t~/shop/runs.db');
  });

  it('takes the name of what is found here, and writes where it is', async () => {
    const place = createPlace(files);
    expect((await runCli(['targets', 'use', 'project'], { place })).code).toBe(0);
    expect(readFileSync(place.path('config/config.yaml'), 'utf8')).toContain(
      `target: "${place.path('project/.runlens/runs.db')}"\n`,
    );
  });

  it('says so when a stronger configuration wins here', async () => {
    const project = { ...files, 'project/runlens.config.yaml': 'target: .\n' };
    const { err } = await runCli(['targets', 'use', 'shop'], { files: project });
    expect(err).toContain('here runlens.config.yaml wins: ./.runlens/runs.db');
  });

  it('says what a server over plain HTTP will ask for', async () => {
    const place = createPlace(files);
    const { err } = await runCli(['targets', 'use', 'http://runs.example.test:4777'], { place });
    expect(err).toContain('location: http://runs.example.test:4777, insecure: true');
    const near = await runCli(['targets', 'use', 'http://localhost:4777'], { place });
    expect(near.err).not.toContain('insecure');
  });

  it('refuses what is no target', async () => {
    expect((await runCli(['targets', 'use', 'nope'], { files })).code).toBe(2);
  });
});

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

  it('tells it as data', async () => {
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
