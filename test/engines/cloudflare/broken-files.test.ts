import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import { openCloudflareStore } from '../../../src/engines/cloudflare/open-cloudflare-store.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';

/** Invented: an instance with one step, in the tables of wrangler 4.164; `columns` are those of `states`. */
function writeInstance(path: string, id: string, columns = 'timestamp, groupKey, target, metadata, event') {
  const db = new Database(path);
  db.exec(`create table states (id INTEGER PRIMARY KEY, ${columns});
    create table _cf_KV (key TEXT PRIMARY KEY, value BLOB);
    create table priority_queue (id INTEGER, target_timestamp, action, entryType, hash)`);
  const insert = db.prepare(`insert into states (${columns}) values (?, ?, ?, ?, ?)`);
  const key = `${'a'.repeat(40)}-1`;
  insert.run('2026-01-31 10:00:00.000', null, null, '{}', 0);
  insert.run('2026-01-31 10:00:00.000', null, null, '{}', 1);
  insert.run('2026-01-31 10:00:00.001', key, 'charge-1', '{"config":', 5);
  insert.run('2026-01-31 10:00:00.001', key, 'charge-1', '[]', 99);
  const about = {
    instance: { id, created_on: '2026-01-31T10:00:00.000Z' },
    event: { workflowName: 'orders' },
  };
  const keep = db.prepare('insert into _cf_KV values (?, ?)');
  keep.run('INSTANCE_METADATA', serialize(about));
  keep.run('ENGINE_STATUS', serialize(1));
  keep.run('strange-value', Buffer.from('not of V8'));
  db.close();
}

function makeFolder() {
  const place = mkdtempSync(join(tmpdir(), 'cloudflare-'));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  const folder = join(place, 'workflows', 'miniflare-workflows-orders');
  mkdirSync(folder, { recursive: true });
  return { place, pathOf: (digit: string) => join(folder, `${digit.repeat(64)}.sqlite`) };
}

async function list(place: string) {
  const target = { name: 'shop', kind: 'cloudflare', location: place, reason: 'argument' };
  const store = await openCloudflareStore({ place, target });
  onTestFinished(() => store.close());
  return store.listRuns(emptyQuery, { sort: newestFirst, limit: 9, now: Date.now() });
}

it.each([
  [
    'no file of SQLite',
    (path: string) => writeFileSync(path, 'x'.repeat(5_000)),
    'it is not a file of SQLite',
  ],
  ['a -wal without its file', (path: string) => writeFileSync(`${path}-wal`, 'x'), 'it does not exist'],
  [
    'the tables of another version',
    (path: string) => writeInstance(path, 'newer', 'at, step, target, metadata, event'),
    'no such column: timestamp',
  ],
])('says of %s that it could not be read, and shows the others', async (_, write, reason) => {
  const { place, pathOf } = makeFolder();
  writeInstance(pathOf('a'), 'order-1');
  write(pathOf('b'));
  const page = await list(place);
  expect(page.runs.map(({ id, status, stepCount }) => ({ id, status, stepCount }))).toEqual([
    { id: 'order-1', status: 'running', stepCount: 1 },
  ]);
  expect(page.notes).toEqual([`1 instance could not be read: ${reason}`]);
});

it('passes over a file that was made a moment ago', async () => {
  const { place, pathOf } = makeFolder();
  writeFileSync(pathOf('a'), '');
  expect(await list(place)).toMatchObject({ runs: [] });
});

it('says so when the folder is gone', async () => {
  const { place } = makeFolder();
  rmSync(place, { recursive: true });
  await expect(list(place)).rejects.toMatchObject({ kind: 'unreachable', hint: expect.any(String) });
});
