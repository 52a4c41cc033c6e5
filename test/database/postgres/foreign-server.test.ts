import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import { clientConfig } from '../../../src/database/postgres/connect.ts';
import { openPostgresStore } from '../../../src/database/postgres/store/open-postgres-store.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { startFakePostgres } from './fake-postgres.ts';

afterEach(() => vi.unstubAllEnvs());

const target = { name: 'x', kind: 'postgres', location: 'x', reason: 'x' };
const request = { sort: newestFirst, limit: 1, now: 0 };

async function ask(url: string, isForeign: boolean): Promise<unknown> {
  const store = await openPostgresStore({ url, target, isForeign });
  return store
    .listRuns(emptyQuery, request)
    .catch((error: unknown) => error)
    .finally(store.close);
}

function passwordFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-pgpass-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'pgpass'), '*:*:*:*:from-the-file\n', { mode: 0o600 });
  return join(folder, 'pgpass');
}

test.for(['PGPASSWORD', 'PGPASSFILE'])(
  "a stranger's server that asks for a password gets none of %s, and does not keep its connection",
  async name => {
    const secret = name === 'PGPASSWORD' ? 'from-the-environment' : passwordFile();
    vi.stubEnv(name, secret);
    const server = await startFakePostgres();
    expect(await ask(`postgres://ada@127.0.0.1:${server.port}/runs`, true)).toMatchObject({
      kind: 'auth',
      message: expect.stringContaining('asks for a password: none is sent'),
      hint: expect.stringContaining(`PGPASSWORD_ORIGIN=postgres://127.0.0.1:${server.port} allows it`),
    });
    await vi.waitFor(() => expect(server.openSockets()).toBe(0), 5_000);
    expect(server.received()).toContain('ada');
    expect(server.received()).not.toContain('from-the');
  },
);

test("a stranger's server gets no password from the connection that cancels a search either", async () => {
  vi.stubEnv('PGPASSWORD', 'from-the-environment');
  const server = await startFakePostgres({ welcomed: 1 });
  const url = `postgres://ada@127.0.0.1:${server.port}/runs`;
  const store = await openPostgresStore({ url, target, isForeign: true });
  onTestFinished(store.close);
  const search = new AbortController();
  const listed = store.listRuns(emptyQuery, { ...request, signal: search.signal }).catch(() => {});
  await vi.waitFor(() => expect(server.received()).toContain('version'), 5_000);
  search.abort();
  await listed;
  await vi.waitFor(() => expect(server.received().split('ada')).toHaveLength(3), 5_000);
  await vi.waitFor(() => expect(server.openSockets()).toBeLessThan(2), 5_000);
  expect(server.received()).not.toContain('from-the');
});

test("the user's own server gets it", async () => {
  vi.stubEnv('PGPASSWORD', 'from-the-environment');
  const server = await startFakePostgres();
  const asking = ask(`postgres://ada@127.0.0.1:${server.port}/runs`, false);
  await vi.waitFor(() => expect(server.received()).toContain('from-the-environment'), 5_000);
  await asking;
});

test("nothing else of the environment counts for a stranger's address", () => {
  for (const name of ['PGHOST', 'PGPORT', 'PGUSER', 'PGDATABASE']) vi.stubEnv(name, '4242');
  const config = clientConfig('postgres:///?host=evil&port=1&user=u&sslrootcert=/dev/zero&options=-c%20x=y', {
    isForeign: true,
  });
  expect(config).toMatchObject({ host: 'localhost', port: 5432 });
  expect(JSON.stringify(config)).not.toMatch(/4242|evil|zero|x=y/);
});

test.for(['PGCLIENT_ENCODING', 'PGSSLNEGOTIATION', 'PGOPTIONS', 'PGAPPNAME'])(
  "%s has no effect on a connection to a stranger's server",
  name => {
    const url = 'postgres://ada@127.0.0.1:1/runs';
    const plain = new pg.Client(clientConfig(url, { isForeign: true }));
    vi.stubEnv(name, 'direct');
    const client = new pg.Client(clientConfig(url, { isForeign: true }));
    expect(JSON.stringify(client)).toBe(JSON.stringify(plain));
  },
);

test.for(['sslrootcert=/dev/zero', 'sslcert=/dev/zero', 'sslkey=/tmp', 'sslkey=a&sslkey=/dev/random'])(
  '%s of an own address is refused before it is read',
  parameter => {
    expect(() => clientConfig(`postgres://db/runs?${parameter}`)).toThrow(
      expect.objectContaining({ kind: 'usage', message: expect.stringMatching(/regular file|ENOENT/) }),
    );
  },
);
