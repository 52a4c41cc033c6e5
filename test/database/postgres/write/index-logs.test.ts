import type { Pool } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import type { RunEvent } from '../../../../src/contract/run-events.ts';
import { inTransaction } from '../../../../src/database/postgres/database.ts';
import { openPostgresRemover } from '../../../../src/database/postgres/store/open-postgres-remover.ts';
import { createBatchIntake } from '../../../../src/database/postgres/write/batch-intake.ts';
import { indexSomeLogs, startLogIndexing } from '../../../../src/database/postgres/write/index-logs.ts';
import { parseQuery } from '../../../../src/model/query/parse/parse-query.ts';
import { searchedLogUnits } from '../../../../src/model/query/search-words.ts';
import { idsOf, listAll } from '../../../contract/reading.ts';
import { runCreated, sampleNow } from '../../../contract/sample-events.ts';
import { openStoreAt } from '../postgres-under-test.ts';
import { createTestWriter, openDatabase } from '../served.ts';

function log(message: string, at = sampleNow): RunEvent {
  return { type: 'log-added', runId: 'talks', at, level: 'info', message };
}

async function openLogged() {
  const { url, pool } = await openDatabase();
  const writer = createTestWriter(createBatchIntake(pool, url), 'w');
  await writer.take([runCreated('talks', { status: 'running', finishedAt: undefined })]);
  const store = await openStoreAt(url);
  onTestFinished(() => store.close());
  const find = async (filter: string) => idsOf(await listAll(store, parseQuery(filter)));
  const index = () => inTransaction(pool, indexSomeLogs);
  return { url, pool, record: (...events: readonly RunEvent[]) => writer.take(events), find, index };
}

async function partsOf(pool: Pool): Promise<readonly number[]> {
  const { rows } = await pool.query<{ part: number }>('SELECT part FROM log_texts ORDER BY part');
  return rows.map(({ part }) => part);
}

test('log messages are found before they are indexed, and after', async () => {
  const { pool, record, find, index } = await openLogged();
  await record(log('charging the card'));
  expect(await partsOf(pool)).toEqual([]);
  expect(await find('log:CHARGING')).toEqual(['talks']);
  expect(await index()).toBe(1);
  expect(await partsOf(pool)).toEqual([0]);
  expect(await find('log:CHARGING')).toEqual(['talks']);
  expect(await find('-log:charging')).toEqual([]);
  expect(await find('log:nothing')).toEqual([]);
});

test('an active run gets a part for what it logs, also late, and one for all when it has ended', async () => {
  const { pool, record, find, index } = await openLogged();
  for (const [message, at] of [
    ['first', sampleNow],
    ['second, with an earlier time', sampleNow - 60_000],
    ['third', sampleNow],
  ] as const) {
    await record(log(message, at));
    await index();
  }
  expect(await partsOf(pool)).toEqual([0, 1, 2]);
  for (const word of ['first', 'second', 'third']) expect(await find(`log:${word}`)).toEqual(['talks']);
  await record(log('fourth'), { type: 'run-changed', id: 'talks', status: 'success', finishedAt: sampleNow });
  await index();
  expect(await partsOf(pool)).toEqual([0]);
  for (const word of ['first', 'second', 'fourth']) expect(await find(`log:${word}`)).toEqual(['talks']);
});

test('of very long logs the newest million characters are searched', async () => {
  const { record, find, index } = await openLogged();
  const long = 'x'.repeat(1_000);
  const count = Math.ceil((2 * searchedLogUnits) / long.length);
  await record(
    ...Array.from({ length: count }, (_, at) => log(`number ${at} ${long}`, sampleNow + at)),
    log('last of all', sampleNow + count),
  );
  await index();
  expect(await find('log:"last of all"')).toEqual(['talks']);
  expect(await find('log:"number 10 "')).toEqual([]);
});

test('a server indexes log messages in the background, within a second', async () => {
  const { url, pool, record } = await openLogged();
  const { wake, stop } = startLogIndexing(pool, url, error => {
    throw error;
  });
  onTestFinished(stop);
  await record(log('charging the card'));
  wake();
  await expect.poll(() => partsOf(pool), { timeout: 1_000 }).toEqual([0]);
  await record(log('charged it'));
  wake();
  await expect.poll(() => partsOf(pool), { timeout: 1_000 }).toEqual([0, 1]);
});

test('removing a run removes what the index has of its logs', async () => {
  const { url, pool, record, index } = await openLogged();
  await record(log('charging the card'), { type: 'run-changed', id: 'talks', status: 'success' });
  await index();
  await record(log('too late to be indexed'));
  const remover = openPostgresRemover({ url });
  onTestFinished(() => remover.close());
  expect(await remover.remove(['talks'], sampleNow)).toEqual(['talks']);
  const left = await pool.query('SELECT run FROM log_texts UNION ALL SELECT run FROM unindexed_logs');
  expect(left.rows).toEqual([]);
});
