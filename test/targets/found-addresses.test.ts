import { describe, expect, it } from 'vitest';
import { findAddresses } from '../../src/targets/found-addresses.ts';
import { listTargets, mergeListed, toTargetJson } from '../../src/targets/list-targets.ts';
import { databaseUrl } from '../../src/targets/location.ts';
import { resolveTarget } from '../../src/targets/resolve-target.ts';
import { targetKey } from '../../src/targets/target.ts';
import { createHome } from './temporary-home.ts';

async function addressesIn(files: Readonly<Record<string, string>>, cwd = 'project') {
  const found = await findAddresses(createHome(files, { cwd }));
  return found.map(({ name, location, foundIn }) => [name, databaseUrl(location), foundIn]);
}

const env = (text: string) => ({ 'project/.env': text });

describe('an address of this machine in an env file', () => {
  it.each(['localhost', '127.0.0.1', '[::1]'])('is found at %s, with where it stands', async host => {
    expect(await addressesIn(env(`DATABASE_URL="postgres://ada:pw@${host}:5433/shop"\n`))).toEqual([
      ['shop', `postgres://ada:pw@${host}:5433/shop`, '.env: DATABASE_URL'],
    ]);
  });

  it.each([
    'db.example.com',
    '10.0.0.7',
    'localhost.example.com',
    '127.0.0.1.example.com',
    '2130706433',
    'db',
  ])('is not found at %s, which may be another machine', async host =>
    expect(await addressesIn(env(`DATABASE_URL=postgres://ada:pw@${host}/shop`))).toEqual([]),
  );

  it('has the variables of its file filled in, and each database once: that of .env.local first', async () => {
    const files = {
      'project/.env': `PW=s3\nPGBOSS_URL=postgres://ada:\${PW}@localhost/jobs\nTWO=postgres://b@localhost/two\n`,
      'project/.env.local': 'DBOS_DATABASE_URL=postgresql://eve@localhost:5432/jobs',
    };
    expect(await addressesIn(files)).toEqual([
      ['jobs', 'postgresql://eve@localhost:5432/jobs', '.env.local: DBOS_DATABASE_URL'],
      ['two', 'postgres://b@localhost/two', '.env: TWO'],
    ]);
    const { 'project/.env.local': _, ...others } = files;
    expect((await addressesIn(others))[0]?.[1]).toBe('postgres://ada:s3@localhost/jobs');
  });

  it('is looked for up to the root of the repository, and no further', async () => {
    const files = {
      'shop/.git/HEAD': '',
      'shop/.env': 'A=postgres://localhost/shop',
      '.env': 'B=postgres://localhost/other',
      'shop/api/package.json': '',
    };
    expect(await addressesIn(files, 'shop/api')).toEqual([
      ['shop', 'postgres://localhost/shop', '../.env: A'],
    ]);
    expect(await addressesIn({ '.env': files['.env'] }, 'project')).toEqual([]);
  });

  it.each([
    '',
    'DATABASE_URL',
    'DATABASE_URL=postgres://ada:p/w@localhost/x',
    '\0',
    `A=${'x'.repeat(70_000)}`,
  ])('is none in a file with %.40j', async text => expect(await addressesIn(env(text))).toEqual([]));
});

describe('an address in a compose file', () => {
  const compose = (text: string) => ({ 'project/compose.yaml': text });

  it('is that of a published database, as its image sets it up', async () => {
    const text = `services:
  db:
    image: postgres:18
    ports: ["127.0.0.1:5433:5432"]
    environment: { POSTGRES_USER: kiln, POSTGRES_PASSWORD: "p@ss", POSTGRES_DB: shop }
`;
    expect(await addressesIn(compose(text))).toEqual([
      ['shop', 'postgres://kiln:p%40ss@localhost:5433/shop', 'compose.yaml: db'],
    ]);
  });

  it.each([
    ['"5433:5432"', 5_433],
    ['"0.0.0.0:5433:5432/tcp"', 5_433],
    ['{ target: 5432, published: "5433" }', 5_433],
    [`"\${DB_PORT:-6000}:5432"`, 6_000],
    ['"192.168.1.5:5433:5432"', undefined],
    ['"5432"', undefined],
    ['"5433-5440:5432-5439"', undefined],
    ['"5433:5432/udp"', undefined],
  ])('is published by %s at port %s', async (port, at) => {
    const found = await addressesIn(compose(`services:\n  db:\n    image: postgres\n    ports: [${port}]\n`));
    expect(found.map(([, url]) => url)).toEqual(
      at === undefined ? [] : [`postgres://postgres@localhost:${at}/postgres`],
    );
  });

  it('is also that of a service that an env file or another service names', async () => {
    const files = {
      'project/docker-compose.yml': `services:
  db: { image: postgres, ports: ["5433:5432"] }
  web:
    environment: ["QUEUE=postgres://web:\${PW}@db:5432/queue", "OTHER=postgres://localhost/inside"]
`,
      'project/.env': 'PW=s3\nDATABASE_URL=postgres://ada@db/shop\n',
    };
    expect(await addressesIn(files)).toEqual([
      ['shop', 'postgres://ada@localhost:5433/shop', '.env: DATABASE_URL'],
      ['postgres', 'postgres://postgres@localhost:5433/postgres', 'docker-compose.yml: db'],
      ['queue', 'postgres://web:s3@localhost:5433/queue', 'docker-compose.yml: QUEUE'],
    ]);
  });

  it.each(['services: [', '- a', 'services: { db: 7 }', 'services: { db: { ports: 5, environment: 7 } }'])(
    'is none in %j',
    async text => expect(await addressesIn(compose(text))).toEqual([]),
  );
});

const shopEnv = env('DATABASE_URL=postgres://ada:s3cret@localhost:5433/shop?schema=public\n');

it('finds Redis, of which the password beside it may be all there is', async () => {
  const files = {
    'project/.env': 'REDIS_URL=redis://:s3cret@localhost:6380/2\n',
    'project/compose.yaml': 'services: { cache: { image: valkey/valkey, ports: ["6379:6379"] } }\n',
  };
  expect(await addressesIn(files)).toEqual([
    ['redis', 'redis://:s3cret@localhost:6380/2', '.env: REDIS_URL'],
    ['redis~2', 'redis://localhost:6379', 'compose.yaml: cache'],
  ]);
  const listed = (await listTargets(undefined, createHome(files))).map(toTargetJson);
  expect(listed).toMatchObject([
    { kind: 'bullmq', location: 'bullmq:redis://localhost:6380/2', from: '.env: REDIS_URL' },
    { kind: 'bullmq', location: 'bullmq:redis://localhost:6379', from: 'compose.yaml: cache' },
  ]);
  for (const named of ['redis', 'redis://localhost:6380/2', 'bullmq:redis://localhost:6380/2#jobs']) {
    const target = await resolveTarget(named, createHome(files));
    expect(target).toMatchObject({ place: expect.stringContaining('redis://:s3cret@localhost:6380/2') });
    expect(JSON.stringify(target.info)).not.toContain('s3cret');
  }
});

describe('a found address among the targets', () => {
  it('comes last, without its password, and with why it is listed', async () => {
    const listed = await listTargets(undefined, createHome({ 'project/.runlens/runs.db': '', ...shopEnv }));
    expect(listed.map(toTargetJson)).toMatchObject([
      { name: 'project', kind: 'sqlite', inUse: true },
      {
        name: 'shop',
        kind: 'postgres',
        location: 'postgres://localhost:5433/shop',
        from: '.env: DATABASE_URL',
        inUse: false,
      },
    ]);
    expect(JSON.stringify(listed.map(({ target: _, ...shown }) => shown))).not.toContain('s3cret');
    expect(JSON.stringify(listed.map(({ target }) => target?.info))).not.toContain('s3cret');
  });

  it('never becomes the one in use: without any other target the message names it, and how it is opened', async () => {
    await expect(resolveTarget(undefined, createHome(shopEnv))).rejects.toMatchObject({
      kind: 'usage',
      message:
        'no runs found here, only addresses, each opened only when it is named: postgres://localhost:5433/shop (.env: DATABASE_URL)',
      hint: 'runlens --target postgres://localhost:5433/shop',
    });
  });

  it('is left out of the list of all targets in one', async () => {
    const home = createHome({ 'project/.runlens/runs.db': '', ...shopEnv });
    expect(mergeListed(await listTargets(undefined, home), home).info.location).toBe('./.runlens/runs.db');
  });

  it('is not listed where a configuration names the same database', async () => {
    const files = {
      'config/config.yaml': 'targets:\n  jobs: postgres://eve@localhost:5433/shop\n',
      ...shopEnv,
    };
    expect((await listTargets(undefined, createHome(files))).map(({ name }) => name)).toEqual(['jobs']);
  });

  it('leaves the names of stores as they are', async () => {
    const files = { 'shop/.runlens/runs.db': '', 'shop/.env': 'A=postgres://localhost/shop' };
    const listed = await listTargets(undefined, createHome(files, { cwd: 'shop' }));
    expect(listed.map(({ name }) => name)).toEqual(['shop', 'shop~postgres']);
  });
});

describe('a found address that the user names', () => {
  it.each(['shop', 'postgres://localhost:5433/shop', 'postgres://ada@localhost:5433/shop'])(
    'by %s is opened with the password beside it, and with nothing of the environment',
    async named => {
      const target = await resolveTarget(named, createHome(shopEnv));
      expect(target).toMatchObject({
        url: 'postgres://ada:s3cret@localhost:5433/shop',
        isForeign: true,
        warnings: [],
        info: { location: 'postgres://localhost:5433/shop', reason: '.env: DATABASE_URL' },
      });
      expect(JSON.stringify(target.info)).not.toContain('s3cret');
    },
  );

  it('may be named as that of an engine, with its schema', async () => {
    const target = await resolveTarget('pg-boss:postgres://localhost:5433/shop#jobs', createHome(shopEnv));
    expect(target).toMatchObject({
      kind: 'engine',
      place: 'postgres://ada:s3cret@localhost:5433/shop#jobs',
      isForeign: true,
      info: { location: 'pg-boss:postgres://localhost:5433/shop#jobs' },
    });
  });

  it.each([
    ['postgres://eve@localhost:5433/shop', {}],
    ['postgres://ada:other@localhost:5433/shop', {}],
    ['postgres://localhost:5434/shop', {}],
    ['postgres://localhost:5433/shop', { PGPASSWORD: 'mine' }],
  ])("%s is the user's own with %j", async (named, variables) => {
    const target = await resolveTarget(named, createHome(shopEnv, { env: variables }));
    expect(target).toMatchObject({ url: named, isForeign: false });
    expect(targetKey(target)).not.toContain('s3cret');
  });
});
