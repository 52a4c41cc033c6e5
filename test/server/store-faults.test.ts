import { randomUUID } from 'node:crypto';
import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import Database from 'better-sqlite3';
import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openServedPostgres } from '../../src/database/postgres/store/open-served-postgres.ts';
import { endpoints } from '../../src/protocol/endpoints.ts';
import { runCreated } from '../contract/sample-events.ts';
import { createTestDatabase } from '../postgres/test-database.ts';
import { oneIn } from '../trials.ts';
import { addToken, readJson, type Serving, startServing } from './serving.ts';

const bodies: Readonly<Record<string, unknown>> = {
  '/v1/runs/{id}/cancel': {},
  '/v1/runs': { workflow: 'w' },
  '/v1/ingest': {
    writer: 'w',
    sequence: 9,
    facts: [
      {
        type: 'run-created',
        id: 'new',
        kind: 'workflow',
        name: 'w',
        trigger: { type: 'api', label: 'API', raw: 'api' },
        createdAt: '2026-11-24T12:00:00.000Z',
      },
    ],
  },
};

/** What no response may have, whatever the store is. */
const forbidden = [
  /\b(SELECT|INSERT|UPDATE|DELETE|BEGIN)\b/,
  /\b(relation|constraint|column|pragma)\b/i,
  /SQLITE_|sqlite3|runs\.db|postgres(ql)?:\/\/|PGUSER|PGPASSWORD|\.ts:|\.js:|node:/,
];

/** Every route's answer while the store fails, as text with its headers. */
async function answersOf({ url, get, post }: Serving, token: string): Promise<readonly string[]> {
  const headers = { 'x-api-key': token };
  const queries = ['', '?filter=x', '?filter=input.a:b', '?sort=-cost', '?include=steps,messages,trace'];
  const asked = Object.values(endpoints).flatMap(({ method, path }) => {
    const address = path.replace('{id}', 'r1').replace('/suggest', '/suggest?field=actor');
    if (method === 'POST') return [post(address, bodies[path], headers)];
    const isStream = path === '/v1/events';
    if (isStream) return [];
    const some = path === '/v1/runs' || path === '/v1/runs/{id}' ? queries : [''];
    return some.map(query => get(address + query, headers));
  });
  expect(asked.length).toBeGreaterThan(14);
  const answers = await Promise.all(asked);
  expect(url).toBeDefined();
  return Promise.all(
    answers.map(
      async answer => `${answer.status} ${JSON.stringify([...answer.headers])} ${await answer.text()}`,
    ),
  );
}

async function expectSilence(serving: Serving, token: string, names: readonly string[]) {
  const answers = await answersOf(serving, token);
  for (const answer of answers) {
    for (const pattern of forbidden) expect(answer.replace(/^\d+ \[.*?\]\] /, '')).not.toMatch(pattern);
    for (const name of names) expect(answer.toLowerCase()).not.toContain(name.toLowerCase());
  }
  const failed = answers.filter(answer => /^5/.test(answer));
  for (const answer of failed.filter(text => text.startsWith('503') && text.includes('urn:')))
    expect(answer).toContain('"retry-after","1"');
  return failed;
}

/** Every second fault; CI tries all. */
const someOf = (faults: object) => Object.keys(faults).filter((_, at) => at % oneIn(1, 2) === 0);

const run = (id: string) => runCreated(id, { status: 'running', input: '{"a":"b"}' });

describe('an answer while the store fails names no place and no statement: SQLite', () => {
  const faults: Readonly<Record<string, (path: string) => void>> = {
    'is removed': path => rmSync(path),
    'is no database': path => writeFileSync(path, 'x'.repeat(100_000)),
    'is cut short': path => truncateSync(path, 8_192),
    'has lost its tables': path => {
      const db = new Database(path);
      db.exec('DROP TABLE runs; DROP TABLE counts');
      db.close();
    },
    'is locked by others': path => {
      const db = new Database(path);
      db.exec('BEGIN EXCLUSIVE');
      onTestFinished(() => void db.close());
    },
    'has a row that cannot be read': path => {
      const db = new Database(path);
      db.exec(
        `UPDATE runs SET name = zeroblob(100), status = 'no status', created_at = 'x', trigger_type = x'ff'`,
      );
      db.close();
    },
    'is of a newer version': path => {
      const db = new Database(path);
      db.pragma('user_version = 99');
      db.close();
    },
  };

  it.each(someOf(faults))('%s', async name => {
    const serving = await startServing({ events: [run('r1')] });
    const { text } = await addToken(serving.served, ['cancel', 'write']);
    const { location } = serving.served.store.target;
    faults[name]?.(location);
    const folder = location.split('/').at(-2) ?? location;
    await expectSilence(serving, text, [location, folder]);
  });

  it('tells its own log where the store is', async () => {
    const serving = await startServing({ events: [run('r1')] });
    const { text } = await addToken(serving.served, ['read']);
    const { location } = serving.served.store.target;
    rmSync(location);
    const answer = await serving.get('/v1/runs', { 'x-api-key': text });
    expect(answer.status).toBe(503);
    const { requestId } = await readJson(answer);
    const line = serving.lines.find(({ id }) => id === requestId);
    expect(line?.error).toBe(`${location} does not exist`);
    const health = await serving.get('/health');
    const id = health.headers.get('x-request-id');
    expect(serving.lines.find(other => other.id === id)?.error).toBe(`${location} does not exist`);
  });
});

describe('an answer while the store fails names no place and no statement: PostgreSQL', () => {
  /** A database with a role of its own behind an address of its own, which can be closed. */
  async function startOnPostgres() {
    const { url, drop } = await createTestDatabase();
    onTestFinished(drop);
    const admin = new pg.Client({ connectionString: url });
    admin.on('error', () => {});
    await admin.connect();
    onTestFinished(() => admin.end().catch(() => {}));
    const role = `keeper_${randomUUID().slice(0, 8)}`;
    const password = randomUUID();
    const { pathname } = new URL(url);
    const database = pathname.slice(1);
    await admin.query(`CREATE ROLE ${role} LOGIN SUPERUSER PASSWORD '${password}'`);
    onTestFinished(async () => {
      await admin.query(`REASSIGN OWNED BY ${role} TO CURRENT_USER; DROP OWNED BY ${role}`).catch(() => {});
      await admin.query(`DROP ROLE ${role}`).catch(() => {});
    });
    const proxy = await openProxy(new URL(url));
    const own = Object.assign(new URL(url), {
      username: role,
      password,
      host: `localhost:${proxy.port}`,
    }).href;
    const target = { name: 'served', kind: 'postgres', location: own, reason: 'argument' };
    const serving = await startServing({ served: await openServedPostgres({ url: own, target }) });
    await serving.served.intake.apply({ writer: 's', sequence: 1, isOwner: false, events: [run('r1')] });
    const { text } = await addToken(serving.served, ['cancel', 'write']);
    const names = [role, password, database, 'localhost', String(proxy.port), new URL(url).host];
    return { serving, text, names, admin, role, database, proxy };
  }

  type Started = Awaited<ReturnType<typeof startOnPostgres>>;

  const endSessions = ({ admin, role }: Started) =>
    admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [role]);

  const faults: Readonly<Record<string, (started: Started) => unknown>> = {
    'cannot be reached': ({ proxy }) => proxy.close(),
    'lets its user in no more': async started => {
      await started.admin.query(`ALTER ROLE ${started.role} NOLOGIN`);
      await endSessions(started);
    },
    'has lost its tables': ({ admin }) => admin.query('ALTER TABLE runlens.runs RENAME TO gone'),
    'has lost a column': ({ admin }) => admin.query('ALTER TABLE runlens.runs RENAME COLUMN name TO gone'),
    'refuses its user': async started => {
      await started.admin.query(`ALTER ROLE ${started.role} NOSUPERUSER`);
      await endSessions(started);
    },
    'can only be read': async started => {
      await started.admin.query(`ALTER ROLE ${started.role} SET default_transaction_read_only = on`);
      await endSessions(started);
    },
  };

  it.each(someOf(faults))('%s', async name => {
    const started = await startOnPostgres();
    await faults[name]?.(started);
    const failed = await expectSilence(started.serving, started.text, started.names);
    expect(failed.length).toBeGreaterThan(0);
    const logged = JSON.stringify(started.serving.lines);
    expect(logged).not.toContain(started.names[1]);
  });
});

async function openProxy(to: URL) {
  const sockets = new Set<Socket>();
  const server = createServer(incoming => {
    const outgoing = connect(Number(to.port), to.hostname);
    for (const socket of [incoming, outgoing]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => [incoming, outgoing].forEach(one => void one.destroy()));
    }
    incoming.pipe(outgoing).pipe(incoming);
  });
  await new Promise<void>(resolve => server.listen(0, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(close);
  return { port: address.port, close };
}
