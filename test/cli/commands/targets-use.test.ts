import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createHome } from '../../targets/temporary-home.ts';
import { runCli } from '../run-cli.ts';

const files = {
  'project/.runlens/runs.db': '',
  'shop/runs.db': '',
  'config/config.yaml': 'targets:\n  shop: ../shop/runs.db\n  gone: ../gone.db\n',
};

describe('targets use', () => {
  it("writes the user's configuration and says where", async () => {
    const home = createHome(files);
    const { code, out, err } = await runCli(['targets', 'use', 'shop'], { home });
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toContain(`~/shop/runs.db is now the default target (${home.path('config/config.yaml')})`);
    expect(readFileSync(home.path('config/config.yaml'), 'utf8')).toMatch(/^target: "shop"\n/);
    expect((await runCli(['targets', '-o', 'tsv'], { home })).out).toContain('shop\tsqlite\t~/shop/runs.db');
  });

  it('takes the name of what is found here, and writes where it is', async () => {
    const home = createHome(files);
    expect((await runCli(['targets', 'use', 'project'], { home })).code).toBe(0);
    expect(readFileSync(home.path('config/config.yaml'), 'utf8')).toContain(
      `target: "${home.path('project/.runlens/runs.db')}"\n`,
    );
  });

  it('says so when a stronger configuration wins here', async () => {
    const project = { ...files, 'project/runlens.config.yaml': 'target: .\n' };
    const { err } = await runCli(['targets', 'use', 'shop'], { files: project });
    expect(err).toContain('here runlens.config.yaml takes precedence: ./.runlens/runs.db');
  });

  it('says what a server over plain HTTP needs', async () => {
    const home = createHome(files);
    const { err } = await runCli(['targets', 'use', 'http://runs.example.test:4777'], { home });
    expect(err).toContain('location: http://runs.example.test:4777, insecure: true');
    const near = await runCli(['targets', 'use', 'http://localhost:4777'], { home });
    expect(near.err).not.toContain('insecure');
  });

  it('refuses what is no target', async () => {
    expect((await runCli(['targets', 'use', 'nope'], { files })).code).toBe(2);
  });
});
