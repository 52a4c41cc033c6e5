import { describe, expect, it } from 'vitest';
import { createDatabase, jobTable } from '../../stores/database-of-engines.ts';
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

  it('lists addresses that stand in the files of the project, and why, and connects to none', async () => {
    const compose = 'services: { db: { image: postgres, ports: ["127.0.0.1:1:5432"] } }\n';
    const env = 'DATABASE_URL=postgres://ada:s3cret@127.0.0.1:1/shop\n';
    const found = { 'project/.env': env, 'project/compose.yaml': compose };
    const { code, out, err } = await runCli(['targets'], { files: found, columns: 100, store: 'real' });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n')).toEqual([
      '  NAME      LOCATION                         WHY',
      '  shop      postgres://127.0.0.1:1/shop      .env: DATABASE_URL',
      '  postgres  postgres://localhost:1/postgres  compose.yaml: db',
      '',
    ]);
  });

  it('names what the database in use holds, each as an address', async () => {
    const { url, shown } = await createDatabase([jobTable('a'), jobTable('b')]);
    const { out } = await runCli(['targets', '--json', '--target', url], { files: {}, store: 'real' });
    expect(JSON.parse(out).data).toMatchObject([
      { name: 'a', kind: 'pg-boss', location: `pg-boss:${shown}#a`, from: 'argument', inUse: false },
      { name: 'b', kind: 'pg-boss', location: `pg-boss:${shown}#b`, from: 'argument', inUse: false },
    ]);
  });

  it("does not connect to a database that a project's file names", async () => {
    const { url, shown } = await createDatabase([jobTable('a')]);
    const address = Object.assign(new URL(url), { password: '' }).href;
    const files = { 'project/runlens.config.yaml': `target: "${address}"\n` };
    const { out } = await runCli(['targets', '--json'], { files, store: 'real' });
    expect(JSON.parse(out).data).toMatchObject([{ kind: 'postgres', location: shown, inUse: true }]);
  });

  it('says what to do where nothing is known, and exits 0', async () => {
    const { code, out, err } = await runCli(['targets', '-o', 'table'], { files: {} });
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toContain('runlens demo');
  });
});
