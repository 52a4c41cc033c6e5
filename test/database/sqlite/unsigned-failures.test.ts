import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRunWriter } from '../../../src/database/sqlite/write/open-run-writer.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { failingEvents } from '../../contract/failing-runs.ts';
import { groupsOf, sumOf } from '../../contract/failure-contract.ts';
import { idsOf, listAll, waitFor } from '../../contract/reading.ts';
import { runCreated, sampleNow } from '../../contract/sample-events.ts';
import { startRecording } from './child.ts';
import { orphan } from './random-events.ts';
import {
  openStoreAt,
  query,
  recordAt,
  rewrite,
  type TempFolder,
  tempFolder,
  withoutFailures,
  withoutSignatures,
} from './temp-store.ts';

const toOlder = `${withoutFailures}; PRAGMA user_version = 6`;

describe('a store that was written before failures had signatures', () => {
  let folder: TempFolder;
  let path: string;
  beforeEach(() => {
    folder = tempFolder();
    path = folder.file('runs.db');
  });
  afterEach(() => folder.remove());

  const unsigned = () =>
    query<{ n: number }>(
      path,
      "SELECT count(*) AS n FROM runs WHERE status = 'failed' AND failure IS NULL",
    )[0]?.n;
  const untouched = () =>
    ['counts', 'totals', 'dictionary', 'unindexed', 'texts_data', 'words_data'].map(table => [
      table,
      query(path, `SELECT * FROM ${table}`),
    ]);
  const groups = async () => {
    const store = await openStoreAt(path);
    const found = await groupsOf(store);
    await store.close();
    return found;
  };
  const shape = async () => (await groups()).map(({ count, first, last }) => [count, first, last]);

  it('has groups for a reader, by what its rows know, though nobody writes to it', async () => {
    await recordAt(path, failingEvents);
    const signed = await groups();
    rewrite(path, toOlder);
    expect(sumOf(await groups())).toBe(sumOf(signed));
    expect((await groups()).length).toBeGreaterThanOrEqual(signed.length);
  });

  it('counts rows that are not signed yet beside those that are', async () => {
    await recordAt(path, failingEvents);
    const whole = sumOf(await groups());
    rewrite(path, `${withoutSignatures} WHERE key % 2 = 0`);
    expect(unsigned()).toBeGreaterThan(0);
    const some = await groups();
    expect(sumOf(some)).toBe(whole);
    const store = await openStoreAt(path);
    for (const { id, count } of some) {
      expect(await listAll(store, parseQuery(`failure:${id}`))).toHaveLength(count);
      expect(await listAll(store, parseQuery(`-failure:${id}`))).toHaveLength(failingEvents.length - count);
    }
    await store.close();
  });

  it('is signed in the background, and nothing else of it is touched', async () => {
    const recording = await openRunWriter({ path, owner: 'none' });
    recording.write(failingEvents);
    await recording.flush();
    await waitFor(() => query(path, 'SELECT 1 FROM unindexed').length === 0);
    await recording.close();
    const signed = await shape();
    rewrite(path, `${toOlder}; UPDATE runs SET error_name = NULL WHERE id = 'agent_limit'`);
    const before = untouched();
    const writer = await openRunWriter({ path, owner: 'none' });
    await waitFor(() => unsigned() === 0);
    expect(untouched()).toEqual(before);
    expect(await shape()).toEqual(signed);
    await writer.close();
  });

  it.each([1, 32, 33])('tells those who look at its groups when its %i failures are signed', async count => {
    await recordAt(
      path,
      Array.from({ length: count }, (_, n) =>
        runCreated(`run_${n}`, { createdAt: sampleNow - n, status: 'failed' }),
      ),
    );
    rewrite(path, toOlder);
    const change = () =>
      query<{ value: number }>(path, "SELECT value FROM meta WHERE name = 'change'")[0]?.value;
    const before = change();
    const writer = await openRunWriter({ path, owner: 'none' });
    await waitFor(() => unsigned() === 0);
    expect(change()).toBe((before ?? 0) + 1);
    await writer.close();
  });

  it('is signed but for a failure that is damaged, which is reported once', async () => {
    await recordAt(
      path,
      Array.from({ length: 70 }, (_, n) =>
        runCreated(`run_${n}`, {
          createdAt: sampleNow - n,
          status: 'failed',
          error: { value: '"x"', message: 'disk full' },
        }),
      ),
    );
    rewrite(
      path,
      `${toOlder}; UPDATE details SET error_code = x'00' WHERE key = (SELECT max(key) FROM runs)`,
    );
    const reported: unknown[] = [];
    const onError = (error: unknown) => void reported.push(error);
    const writer = await openRunWriter({ path, owner: 'none', onError });
    await waitFor(() => unsigned() === 1);
    writer.write([runCreated('run_later', { status: 'failed' })]);
    await writer.flush();
    await waitFor(() => query(path, 'SELECT 1 FROM unindexed').length === 0);
    await writer.close();
    expect(unsigned()).toBe(1);
    expect(reported).toMatchObject([{ kind: 'unreadable', message: `${path} is damaged or cut short` }]);
  });

  it('is as good as before where the process that signs it is killed, and the next one goes on', async () => {
    const many = Array.from({ length: 4_000 }, (_, n) =>
      runCreated(`run_${n}`, {
        createdAt: sampleNow - n,
        status: 'failed',
        error: { value: '"x"', name: 'Error', message: `relation "${n % 2 ? 'orders' : 'users'}" is gone` },
      }),
    );
    await recordAt(path, many);
    rewrite(path, toOlder);
    const child = startRecording(path, 'child', 1);
    await child.says('flushed');
    await waitFor(() => (unsigned() ?? 0) < many.length);
    await child.kill();
    expect(query(path, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(sumOf(await groups())).toBe(many.length + 1);
    const writer = await openRunWriter({ path, owner: 'none' });
    await waitFor(() => unsigned() === 0);
    await writer.close();
    expect((await groups()).map(({ count }) => count).sort()).toEqual([1, 2_000, 2_000]);
  });
});

it('counts the runs of a process that is gone as failures of one group', async () => {
  const folder = tempFolder();
  const path = folder.file('runs.db');
  const running = ['r1', 'r2', 'r3'].map(id =>
    runCreated(id, { status: 'running', finishedAt: undefined, createdAt: sampleNow - 1_000 }),
  );
  await recordAt(path, [...failingEvents, ...running]);
  const before = await openStoreAt(path);
  const known = await groupsOf(before);
  await before.close();
  orphan(path, ['r1', 'r2', 'r3']);
  const store = await openStoreAt(path);
  const groups = await groupsOf(store);
  expect(sumOf(groups)).toBe(sumOf(known) + 3);
  expect(groups.filter(({ id }) => !known.some(group => group.id === id))).toMatchObject([
    { count: 3, example: { name: 'ProcessLost' } },
  ]);
  expect(sumOf(groups)).toBe((await store.counts())?.failed);
  const { id = '' } = groups.find(({ example }) => example.name === 'ProcessLost') ?? {};
  const lost = parseQuery(`failure:${id}`);
  expect([...idsOf(await listAll(store, lost))].sort()).toEqual(['r1', 'r2', 'r3']);
  expect(sumOf(await groupsOf(store, lost))).toBe(3);
  await store.close();
  folder.remove();
});
