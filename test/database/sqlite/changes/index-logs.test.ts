import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunEvent } from '../../../../src/contract/run-events.ts';
import type { RunStore } from '../../../../src/contract/run-store.ts';
import { createLogIndexer } from '../../../../src/database/sqlite/changes/index-logs.ts';
import { openRecordable } from '../../../../src/database/sqlite/open-database.ts';
import { openRunWriter } from '../../../../src/database/sqlite/write/open-run-writer.ts';
import { parseQuery } from '../../../../src/model/query/parse/parse-query.ts';
import { searchedLogUnits } from '../../../../src/model/query/search-words.ts';
import { idsOf, listAll } from '../../../contract/reading.ts';
import { runCreated, sampleNow } from '../../../contract/sample-events.ts';
import { openStoreAt, query, recordAt, type TempFolder, tempFolder } from '../temp-store.ts';

let folder: TempFolder;
let path: string;
let store: RunStore;

beforeEach(async () => {
  folder = tempFolder();
  path = folder.file('runs.db');
  await recordAt(path, [active('talks')]);
  store = await openStoreAt(path);
});
afterEach(async () => {
  await store.close();
  folder.remove();
});

function active(id: string): RunEvent {
  return runCreated(id, { status: 'running', finishedAt: undefined });
}

function log(message: string, at = sampleNow): RunEvent {
  return { type: 'log-added', runId: 'talks', at, level: 'info', message };
}

const record = (...events: readonly RunEvent[]) => recordAt(path, events, 'none');
const waiting = () => query(path, 'SELECT * FROM unindexed_logs').length;
const entries = () =>
  query<{ part: number }>(path, 'SELECT rowid % 1024 AS part FROM log_texts').map(({ part }) => part);
const find = async (filter: string) => idsOf(await listAll(store, parseQuery(filter)));

function indexNow(): void {
  const db = openRecordable(path);
  expect(createLogIndexer(db).indexSome(10_000)).toBe(false);
  db.close();
}

test('log messages are found before they are indexed, and after', async () => {
  await record(log('charging the card'));
  expect(waiting()).toBe(1);
  expect(await find('log:CHARGING')).toEqual(['talks']);
  indexNow();
  expect([waiting(), entries()]).toEqual([0, [0]]);
  expect(await find('log:CHARGING')).toEqual(['talks']);
  expect(await find('-log:charging')).toEqual([]);
  expect(await find('log:nothing')).toEqual([]);
});

test('an active run gets an entry for what it logs, also late, and one for all when it has ended', async () => {
  await record(log('first'));
  indexNow();
  await record(log('second, with an earlier time', sampleNow - 60_000));
  indexNow();
  await record(log('third'));
  indexNow();
  expect(entries()).toEqual([0, 1, 2]);
  for (const word of ['first', 'second', 'third']) expect(await find(`log:${word}`)).toEqual(['talks']);
  await record(log('fourth'), { type: 'run-changed', id: 'talks', status: 'success', finishedAt: sampleNow });
  indexNow();
  expect(entries()).toEqual([0]);
  for (const word of ['first', 'second', 'fourth']) expect(await find(`log:${word}`)).toEqual(['talks']);
});

test('a run that logs for days never has more entries than there is room for', async () => {
  const writer = await openRunWriter({ path, owner: 'none', indexing: 'none' });
  const db = openRecordable(path);
  const { indexSome } = createLogIndexer(db);
  for (let turn = 0; turn < 1_100; turn += 1) {
    writer.write([log(`turn ${turn} of many`, sampleNow + turn)]);
    await writer.flush();
    indexSome(1_000);
  }
  db.close();
  await writer.close();
  expect(entries().length).toBeLessThan(300);
  for (const turn of [0, 500, 1_099]) expect(await find(`log:"turn ${turn} of"`)).toEqual(['talks']);
});

test('of very long logs the newest million characters are searched', async () => {
  const long = 'x'.repeat(1_000);
  const count = Math.ceil((2 * searchedLogUnits) / long.length);
  await record(
    ...Array.from({ length: count }, (_, at) => log(`number ${at} ${long}`, sampleNow + at)),
    log('last of all', sampleNow + count),
  );
  indexNow();
  expect(entries().length).toBeLessThanOrEqual(64);
  expect(await find('log:"last of all"')).toEqual(['talks']);
  expect(await find(`log:"number ${count - 900} "`)).toEqual(['talks']);
  expect(await find('log:"number 10 "')).toEqual([]);
});

test('a recorder indexes log messages in the background, within a second', async () => {
  const writer = await openRunWriter({ path });
  writer.write([log('charging the card')]);
  await writer.flush();
  await expect.poll(() => entries().length, { timeout: 1_000 }).toBe(1);
  await writer.close();
});
