import { describe, expect, it } from 'vitest';
import { resolveTarget } from '../../src/targets/resolve-target.ts';
import { createHome } from './temporary-home.ts';

async function databaseOf(address: string, env: Readonly<Record<string, string>> = {}) {
  const home = createHome({ 'project/runlens.config.yaml': `target: ${JSON.stringify(address)}\n` }, { env });
  const target = await resolveTarget(undefined, home);
  if (target.kind !== 'postgres') throw new Error('not a database');
  return target;
}

describe("a database that a project's file names", () => {
  it.each([
    [
      'postgres://ada@db/runs?host=evil&port=1&user=eve&options=x&sslrootcert=/dev/zero',
      'postgres://ada@db:5432/runs',
    ],
    ['POSTGRESQL://db:6000', 'postgresql://db:6000'],
    ['postgres:///runs?host=/tmp', 'postgres://localhost:5432/runs'],
    ['postgres://db/runs?sslmode=disable', 'postgres://db:5432/runs'],
    ['postgres://db/runs?sslmode=require&uselibpqcompat=true', 'postgres://db:5432/runs?sslmode=verify-full'],
  ])('of %s counts %s', async (address, url) => {
    expect(await databaseOf(address)).toMatchObject({ url, isForeign: true });
  });

  it('says which parameters do not count', async () => {
    const { warnings } = await databaseOf('postgres://db/runs?host=evil&port=1');
    expect(warnings).toEqual([
      `"host", "port" of the address of postgres://db:5432 do not count: the address comes from a project's file`,
    ]);
  });

  it('gets no password of the environment, and says so', async () => {
    const { isForeign, warnings } = await databaseOf('postgres://db/runs', { PGPASSWORD: 'x' });
    expect(isForeign).toBe(true);
    expect(warnings).toEqual([
      "PGPASSWORD is not sent to postgres://db:5432: the address postgres://db:5432 comes from a project's file; PGPASSWORD_ORIGIN=postgres://db:5432 allows it",
    ]);
  });

  it.each(['postgres://db', 'postgresql://someone@DB:5432/other'])(
    'gets it where %s is allowed',
    async origin => {
      const env = { PGPASSWORD: 'x', PGPASSWORD_ORIGIN: origin };
      expect(await databaseOf('postgres://db/runs?host=evil', env)).toMatchObject({
        url: 'postgres://db:5432/runs',
        isForeign: false,
      });
      expect(await databaseOf('postgres://db:5433/runs', env)).toMatchObject({ isForeign: true });
      expect(await databaseOf('postgres://db.evil.example/runs', env)).toMatchObject({ isForeign: true });
    },
  );

  it('refuses a PGPASSWORD_ORIGIN that is none', async () => {
    await expect(databaseOf('postgres://db', { PGPASSWORD_ORIGIN: 'db' })).rejects.toMatchObject({
      kind: 'usage',
    });
  });
});

describe("an engine's database that a project's file names", () => {
  it('counts as any other of a project, with its schema', async () => {
    const address = 'pg-boss:postgres://ada@db/runs?host=evil#jobs';
    const home = createHome({ 'project/runlens.config.yaml': `target: "${address}"\n` });
    expect(await resolveTarget(undefined, home)).toMatchObject({
      kind: 'engine',
      place: 'postgres://ada@db:5432/runs#jobs',
      isForeign: true,
      warnings: [expect.stringContaining('"host" of the address of postgres://db:5432 does not count')],
    });
  });

  it('gets the password of the environment where PGPASSWORD_ORIGIN names it', async () => {
    const env = { PGPASSWORD: 'x', PGPASSWORD_ORIGIN: 'postgres://db' };
    const files = { 'project/runlens.config.yaml': 'target: "pg-boss:postgres://db/runs"\n' };
    expect(await resolveTarget(undefined, createHome(files, { env }))).toMatchObject({ isForeign: false });
    const home = createHome(files, { env: { PGPASSWORD: 'x' } });
    expect(await resolveTarget(undefined, home)).toMatchObject({
      isForeign: true,
      warnings: [expect.stringContaining('PGPASSWORD is not sent')],
    });
  });

  it.each(['pg-boss:postgres://ada:pw@db/runs', 'pg-boss:postgres://db/runs?password=pw'])(
    'may hold no password: %s',
    async address => {
      const home = createHome({ 'project/runlens.config.yaml': `target: "${address}"\n` });
      await expect(resolveTarget(undefined, home)).rejects.toThrow('a secret inside an address');
    },
  );
});

it('an address of the user counts whole', async () => {
  const url = 'postgres://ada@db/runs?sslmode=disable&application_name=x';
  expect(await resolveTarget(url, createHome())).toMatchObject({ url, isForeign: false, warnings: [] });
});

it.each(['host=db.example.com', 'port=6000', 'host=/tmp&host=db.example.com'])(
  'an address of the user names no server that would not be shown: %s',
  async parameters => {
    for (const engine of ['', 'dbos:']) {
      const resolved = resolveTarget(`${engine}postgres://localhost/runs?${parameters}`, createHome());
      await expect(resolved).rejects.toMatchObject({ kind: 'usage', message: /names its server behind/ });
    }
  },
);

it('an address of the user may name a socket', async () => {
  const url = 'postgres:///runs?host=/tmp&port=5433';
  expect(await resolveTarget(url, createHome())).toMatchObject({ url });
});
