import pg from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openReadOnlyDatabase } from '../../../src/drivers/postgres/read-only-database.ts';
import { waitFor } from '../../contract/reading.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { type PoolerKind, startPooler } from './start-pooler.ts';

async function openNotes(pooler?: PoolerKind) {
  const { url, drop } = await createTestDatabase({ isEmpty: true });
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  await owner.query("CREATE TABLE note (text text); INSERT INTO note VALUES ('first')");
  const address = pooler === undefined ? url : await startPooler(url, pooler);
  const database = openReadOnlyDatabase(address, { isForeign: false });
  onTestFinished(async () => {
    await database.close();
    await owner.end();
    await drop();
  });
  const ask = (text: string, options = {}) => database.rows({ text, values: [] }, options);
  /** The statements of others that the server executes. */
  const running = async () => {
    const text = `SELECT query FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid()`;
    return (await owner.query<{ query: string }>(text)).rows.map(({ query }) => query);
  };
  const connections = async () => {
    const text = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND backend_type = 'client backend'`;
    return (await owner.query<{ n: number }>(text)).rows[0]?.n;
  };
  const notes = async () =>
    (await owner.query<{ text: string }>('SELECT text FROM note')).rows.map(row => row.text);
  return { url, database, ask, running, connections, notes, owner };
}

const sleeping = 'SELECT pg_sleep(100)';

describe("somebody else's database", () => {
  it('is connected to with the first statement, and shown without secrets', async () => {
    const { database, ask, connections, url } = await openNotes();
    expect(await connections()).toBe(0);
    expect(await ask('SELECT text FROM note')).toEqual([{ text: 'first' }]);
    expect(await connections()).toBe(1);
    expect(database.shown).not.toContain(new URL(url).username || '@');
  });

  it.each([
    "INSERT INTO note VALUES ('second')",
    "UPDATE note SET text = 'second'",
    'DELETE FROM note',
    'CREATE TABLE other ()',
    'WITH changed AS (DELETE FROM note RETURNING *) SELECT * FROM changed',
    'SELECT * FROM note FOR UPDATE',
    "SELECT setval('counter', 5)",
  ])('is not written to by reading: %s', async text => {
    const { ask, notes, owner } = await openNotes();
    await owner.query('CREATE SEQUENCE counter');
    await expect(ask(text)).rejects.toMatchObject({ kind: 'conflict' });
    expect(await notes()).toEqual(['first']);
  });

  it('is written to by an act alone, on another connection', async () => {
    const { database, ask, notes, connections } = await openNotes();
    await ask('SELECT 1');
    await database.write(client => client.query("UPDATE note SET text = 'second'"));
    expect([await notes(), await connections()]).toEqual([['second'], 2]);
    await expect(ask("UPDATE note SET text = 'third'")).rejects.toMatchObject({ kind: 'conflict' });
  });

  it('keeps a statement that is repeated, and executes it when the server has forgotten it', async () => {
    const { ask } = await openNotes();
    const repeated = () => ask('SELECT text FROM note', { isRepeated: true });
    const kept = "SELECT count(*)::int AS n FROM pg_prepared_statements WHERE statement LIKE '%note'";
    await repeated();
    expect(await ask(kept)).toEqual([{ n: 1 }]);
    await ask('DEALLOCATE ALL');
    expect(await repeated()).toEqual([{ text: 'first' }]);
    const { ask: askPooler } = await openNotes('ignores settings');
    await askPooler('SELECT text FROM note', { isRepeated: true });
    expect(await askPooler(kept)).toEqual([{ n: 0 }]);
  });

  it('ends a statement that nobody waits for any more', async () => {
    const { ask, running } = await openNotes();
    const ending = new AbortController();
    const reason = new Error('not interested any more');
    const asked = expect(ask(sleeping, { signal: ending.signal })).rejects.toBe(reason);
    await waitFor(async () => (await running()).includes(sleeping));
    ending.abort(reason);
    await asked;
    await waitFor(async () => (await running()).length === 0);
    expect(await ask('SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  it('ends a statement that takes longer than it may', async () => {
    const { ask, running } = await openNotes();
    await expect(ask(sleeping, { withinMs: 50 })).rejects.toMatchObject({
      kind: 'timeout',
      message: expect.stringContaining('took too long to answer'),
    });
    await waitFor(async () => (await running()).length === 0);
    expect(await ask('SELECT 1 AS n', { withinMs: 5_000 })).toEqual([{ n: 1 }]);
  });

  it('counts no wait for a connection as time of a statement', async () => {
    const { ask } = await openNotes();
    const others = Array.from({ length: 4 }, () => ask('SELECT pg_sleep(0.6)'));
    expect(await ask('SELECT 1 AS n', { withinMs: 400 })).toEqual([{ n: 1 }]);
    await Promise.all(others);
  });

  it('executes nothing for a signal that has aborted before', async () => {
    const { ask, connections } = await openNotes();
    const reason = new Error('never');
    await expect(ask('SELECT 1', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(await connections()).toBe(0);
  });

  it('takes few connections, however much is asked at once', async () => {
    const { ask, connections } = await openNotes();
    const many = Array.from({ length: 30 }, () => ask('SELECT pg_sleep(0.01)'));
    await Promise.all(many);
    expect(await connections()).toBeLessThanOrEqual(4);
  });

  it('has a limit for every statement, also for that of an act, and uses no other processor for it', async () => {
    const { database, ask } = await openNotes();
    expect(await ask('SHOW statement_timeout')).toEqual([{ statement_timeout: '20s' }]);
    const ofAct = await database.write(client => client.query('SHOW statement_timeout'));
    expect(ofAct.rows).toEqual([{ statement_timeout: '20s' }]);
    expect(await ask('SHOW max_parallel_workers_per_gather')).toEqual([
      { max_parallel_workers_per_gather: '0' },
    ]);
  });

  it('says that it was closed, also to those that still wait, and leaves nothing running', async () => {
    const { database, ask, running, connections } = await openNotes();
    const asked = expect(ask(sleeping)).rejects.toMatchObject({ kind: 'conflict' });
    await waitFor(async () => (await running()).includes(sleeping));
    await Promise.all([database.close(), database.close()]);
    await asked;
    await expect(ask('SELECT 1')).rejects.toMatchObject({ kind: 'conflict', message: /was closed/ });
    await expect(database.write(async () => 1)).rejects.toMatchObject({ kind: 'conflict' });
    await waitFor(async () => (await connections()) === 0);
  });

  it('says what is wrong with a statement in words of its own', async () => {
    const { ask } = await openNotes();
    await expect(ask('SELECT nothing FROM note')).rejects.toMatchObject({ kind: 'unreadable' });
    await expect(ask('SELECT * FROM nowhere')).rejects.toMatchObject({ kind: 'unreadable' });
    await expect(ask('SELECT 1 / 0')).rejects.toMatchObject({
      kind: 'unreadable',
      message: expect.stringContaining('refused a statement'),
      hint: 'it says: division by zero',
    });
  });

  describe.each<PoolerKind>(['refuses settings', 'ignores settings'])('through a pooler that %s', kind => {
    it('is read, and written to by an act alone, with a limit for every statement', async () => {
      const { database, ask, notes } = await openNotes(kind);
      expect(await ask('SELECT text FROM note')).toEqual([{ text: 'first' }]);
      await expect(ask("UPDATE note SET text = 'third'")).rejects.toMatchObject({ kind: 'conflict' });
      await database.write(client => client.query("UPDATE note SET text = 'second'"));
      expect(await notes()).toEqual(['second']);
      const limit = [{ statement_timeout: '20s' }];
      expect(await ask('SHOW statement_timeout')).toEqual(limit);
      expect((await database.write(client => client.query('SHOW statement_timeout'))).rows).toEqual(limit);
    });

    it('leaves no setting for others, and ends a statement that nobody waits for', async () => {
      const { database, ask, running } = await openNotes(kind);
      await ask('SELECT 1');
      const later = await database.write(async client => {
        await client.query('COMMIT');
        return client.query('SHOW statement_timeout');
      });
      expect(later.rows).toEqual([{ statement_timeout: '0' }]);
      const ending = new AbortController();
      const asked = expect(ask(sleeping, { signal: ending.signal })).rejects.toThrow('enough');
      await waitFor(async () => (await running()).includes(sleeping));
      ending.abort(new Error('enough'));
      await asked;
      await waitFor(async () => (await running()).length === 0);
    });
  });

  it.each([
    [true, /nothing of your environment is used/],
    [false, /set PGUSER and PGPASSWORD/],
  ])("says what helps where its user is refused; a stranger's address: %s", async (isForeign, hint) => {
    const { url } = await openNotes();
    const other = Object.assign(new URL(url), { username: 'nobody_known' }).href;
    const database = openReadOnlyDatabase(other, { isForeign });
    onTestFinished(database.close);
    const asked = database.rows({ text: 'SELECT 1', values: [] });
    await expect(asked).rejects.toMatchObject({ kind: 'auth', hint: expect.stringMatching(hint) });
  });
});
