import { describe, expect, it } from 'vitest';
import { runCli } from '../run-cli.ts';

const files = {
  'project/.runlens/runs.db': '',
  'shop/runs.db': '',
  'config/config.yaml': 'targets:\n  shop: ../shop/runs.db\n  gone: ../gone.db\n',
};

describe('targets list', () => {
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
