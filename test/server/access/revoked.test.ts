import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ServedStore } from '../../../src/contract/served-store.ts';
import { openServedPostgres } from '../../../src/database/postgres/store/open-served-postgres.ts';
import { openServedSqlite } from '../../../src/database/sqlite/serve/open-served-sqlite.ts';
import { runCreated } from '../../contract/sample-events.ts';
import { inTime } from '../../in-time.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { createFakeServed } from '../fake-served.ts';
import { openSocket } from '../raw-request.ts';
import { addToken, shareStore, startServing, until } from '../serving.ts';
import { listen } from '../sse-client.ts';

/** Far from the 15 seconds between two comments, and no trouble to a busy machine. */
const longestMs = 6_000;

async function timeToEnd(isEnded: () => boolean): Promise<number> {
  const start = performance.now();
  await until(isEnded, 'it ends');
  return performance.now() - start;
}

const sqliteTarget = (path: string) => ({
  name: 'served',
  kind: 'sqlite',
  location: path,
  reason: 'argument',
});

async function openPostgres(url: string): Promise<ServedStore> {
  const target = { name: 'served', kind: 'postgres', location: 'test', reason: 'argument' };
  return openServedPostgres({ url, target });
}

async function startPostgres() {
  const { url, drop } = await createTestDatabase();
  onTestFinished(drop);
  return { databaseUrl: url, ...(await startServing({ served: await openPostgres(url) })) };
}

describe('a token that is revoked', inTime, () => {
  const store = shareStore([]);

  it('ends its streams within two seconds, and not those of others', async () => {
    const { url, served } = await startServing({ served: store() });
    const [ada, grace] = [await addToken(served, ['read', 'write']), await addToken(served, ['read'])];
    const paths = ['/v1/events', '/v1/writers/rec/requests'];
    const streams = await Promise.all(paths.map(path => listen(url + path, { 'x-api-key': ada.text })));
    const other = await listen(`${url}/v1/events`, { 'x-api-key': grace.text });
    await served.tokens.revoke(ada.id);
    expect(await timeToEnd(() => streams.every(stream => stream.isEnded()))).toBeLessThan(longestMs);
    expect(other.isEnded()).toBe(false);
    expect((await listen(`${url}/v1/events`, { 'x-api-key': ada.text })).status).toBe(401);
  });

  it('by another program ends its streams too, on SQLite', async () => {
    const { url, served } = await startServing({ served: store() });
    const { id, text } = await addToken(served, ['read']);
    const stream = await listen(`${url}/v1/events`, { 'x-api-key': text });
    const path = served.store.target.location;
    const other = await openServedSqlite({ path, target: sqliteTarget(path) });
    await other.tokens.revoke(id);
    expect(await timeToEnd(stream.isEnded)).toBeLessThan(longestMs);
    await other.close();
  });

  it('at one server ends its streams at another, on PostgreSQL', async () => {
    const { url, served, databaseUrl } = await startPostgres();
    const other = await startServing({ served: await openPostgres(databaseUrl) });
    const { id, text } = await addToken(served, ['read', 'write']);
    const streams = await Promise.all([
      listen(`${url}/v1/events`, { 'x-api-key': text }),
      listen(`${other.url}/v1/writers/rec/requests`, { 'x-api-key': text }),
    ]);
    await other.served.tokens.revoke(id);
    expect(await timeToEnd(() => streams.every(stream => stream.isEnded()))).toBeLessThan(longestMs);
  });

  it('by a scope keeps the streams of the scopes that are left', async () => {
    const { url, served, databaseUrl } = await startPostgres();
    const { id, text } = await addToken(served, ['read', 'write']);
    const headers = { 'x-api-key': text };
    const reads = await listen(`${url}/v1/events`, headers);
    const writes = await listen(`${url}/v1/writers/rec/requests`, headers);
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(`UPDATE runlens.tokens SET scopes = '{write}' WHERE id = $1`, [id]);
    await client.end();
    expect(await timeToEnd(reads.isEnded)).toBeLessThan(longestMs);
    expect(writes.isEnded()).toBe(false);
  });

  it('ends a question that the store still answers', async () => {
    const fake = createFakeServed();
    let isAborted = false;
    const listRuns: ServedStore['store']['listRuns'] = (_, { signal }) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => {
          isAborted = true;
          reject(signal.reason);
        });
      });
    const { tokens } = store();
    const served = { ...fake, tokens, store: { ...fake.store, listRuns } };
    const { get } = await startServing({ served });
    const { id, text } = await addToken(served, ['read']);
    const asked = get('/v1/runs', { 'x-api-key': text });
    await new Promise(resolve => setTimeout(resolve, 100));
    await tokens.revoke(id);
    const answer = await asked;
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ type: 'urn:runlens:problem:unauthorized' });
    expect(isAborted).toBe(true);
  });

  it('ends a response that its client reads slowly', async () => {
    const input = JSON.stringify('x'.repeat(20_000_000));
    const { url, served, lines } = await startServing({ served: store() });
    const events = [runCreated('big', { input })];
    await served.intake.apply({ writer: 'w', sequence: 1, isOwner: false, events });
    const { id, text } = await addToken(served, ['read']);
    const slow = await openSocket(url);
    slow.pause();
    slow.write(`GET /v1/runs/big HTTP/1.1\r\nhost: localhost\r\nx-api-key: ${text}\r\n\r\n`);
    await until(() => slow.bytesRead > 0, 'the response has begun');
    expect(lines).toEqual([]);
    await served.tokens.revoke(id);
    await until(() => lines.length === 1, 'the response ends');
    expect(lines[0]).toMatchObject({ aborted: true });
  });
});
