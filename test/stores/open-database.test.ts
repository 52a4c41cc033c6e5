import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../src/stores/open-database.ts';
import { resolveTarget } from '../../src/targets/resolve-target.ts';
import type { PostgresTarget } from '../../src/targets/target.ts';
import { createHome } from '../targets/temporary-home.ts';
import { createDatabase, jobTable } from './database-of-engines.ts';

async function databaseAt(text: string): Promise<PostgresTarget> {
  const target = await resolveTarget(text, createHome());
  if (target.kind !== 'postgres') throw new Error('no database');
  return target;
}

async function open(text: string) {
  const store = await openDatabase(await databaseAt(text));
  onTestFinished(() => store.close());
  return store;
}

describe('postgres://… alone', () => {
  it('opens the runs of runlens where the database has its tables, whatever else it holds', async () => {
    const { url, shown } = await createDatabase([jobTable('pgboss')], { isEmpty: false });
    const { target, listRuns: _, ...store } = await open(url);
    expect(target).toMatchObject({ kind: 'postgres', location: shown });
    expect(await store.counts()).toEqual({ total: 0 });
  });

  it('opens the one engine whose tables the database holds', async () => {
    const { url, shown } = await createDatabase([
      jobTable('kiln_jobs'),
      'CREATE TABLE job (id int, title text)',
      'CREATE SCHEMA other; CREATE TABLE other.job (state text, retry_count int)',
    ]);
    const { target, can } = await open(url);
    expect(target).toMatchObject({ kind: 'pg-boss', isEngine: true, location: `pg-boss:${shown}` });
    expect(can).toMatchObject({ restart: true });
  });

  it('opens the tables of BullMQ beside those of others of the same name', async () => {
    const { url, shown } = await createDatabase([
      `CREATE SCHEMA bullmq; CREATE TABLE bullmq.job (queue text, id text, seq int, added_at_ms bigint,
        attempts_started int, pending_deps int)`,
    ]);
    const { target } = await open(url);
    expect(target).toMatchObject({ kind: 'bullmq', location: `bullmq:${shown}` });
    const { url: both, shown: name } = await createDatabase([
      jobTable('pgboss'),
      'CREATE TABLE job (queue text, seq int, added_at_ms int, attempts_started int, pending_deps int)',
    ]);
    await expect(open(both)).rejects.toMatchObject({
      message: `${name} is several targets: pg-boss:${name}, bullmq:${name}`,
    });
  });

  it('names each of several as an address, one of which opens it', async () => {
    const { url, shown } = await createDatabase([jobTable('a_jobs'), jobTable('"b jobs"')]);
    await expect(open(url)).rejects.toMatchObject({
      kind: 'usage',
      message: `${shown} is several targets: pg-boss:${shown}#a_jobs, pg-boss:${shown}#b%20jobs`,
      hint: `name one: --target 'pg-boss:${shown}#a_jobs'`,
    });
    const { target } = await open(`${url}#b%20jobs`);
    expect(target.location).toBe(`pg-boss:${shown}#b%20jobs`);
  });

  it('says which tables it looked for where there are none', async () => {
    const { url, shown } = await createDatabase(['CREATE TABLE job (id int)']);
    await expect(open(url)).rejects.toMatchObject({
      kind: 'unreadable',
      message: `${shown} holds no runs: no tables of runlens, pg-boss, dbos or bullmq are there`,
    });
  });

  it('reads no table: a user who may read none opens it all the same', async () => {
    const { url, shown } = await createDatabase([
      jobTable('kiln_jobs'),
      `DO $$ BEGIN CREATE ROLE found_nobody LOGIN PASSWORD 'x'; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
    ]);
    const other = Object.assign(new URL(url), { username: 'found_nobody', password: 'x' }).href;
    expect((await open(other)).target.location).toBe(`pg-boss:${shown}`);
  });

  it('says that the server is away, without the password', async () => {
    await expect(open('postgres://ada:s3cret@127.0.0.1:1/shop')).rejects.toMatchObject({
      message: 'postgres://127.0.0.1:1/shop cannot be reached',
    });
  });

  it('opens on a screen while the server is away: what is asked for says so', async () => {
    const store = await openDatabase(await databaseAt('postgres://ada:s3cret@127.0.0.1:1/shop'), 1_000);
    await expect(store.counts()).rejects.toMatchObject({
      kind: 'unreachable',
      message: 'postgres://127.0.0.1:1/shop cannot be reached',
    });
  });
});
