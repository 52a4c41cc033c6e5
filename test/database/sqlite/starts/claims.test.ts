import Database from 'better-sqlite3';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { addEvent, createEventBatch } from '../../../../src/contract/event-batch.ts';
import { createProcessOwner } from '../../../../src/database/sqlite/changes/process-owner.ts';
import { createBatchRecorder } from '../../../../src/database/sqlite/changes/record-batch.ts';
import { createRemoteWriters } from '../../../../src/database/sqlite/changes/remote-writers.ts';
import { bringUpToDate, openRecordable } from '../../../../src/database/sqlite/open-database.ts';
import { createRemoteStarts } from '../../../../src/database/sqlite/serve/server-writer.ts';
import { createOwnStarts } from '../../../../src/database/sqlite/starts/start-queue.ts';
import { runCreated } from '../../../contract/sample-events.ts';
import { recordAt, tempFolder } from '../temp-store.ts';

let db: Database.Database;
beforeEach(() => {
  db = new Database(':memory:');
  bringUpToDate(db);
  onTestFinished(() => void db.close());
});

it('claims without a look at all the starts that nobody offers any longer', () => {
  const made: string[] = [];
  const prepare = db.prepare.bind(db);
  db.prepare = ((text: string) => {
    made.push(text);
    return prepare(text);
  }) as typeof db.prepare;
  createRemoteStarts(db, createRemoteWriters(db));
  const about = made.filter(text => text.includes('starts') && !text.includes('LIMIT 1'));
  expect(about.length).toBeGreaterThanOrEqual(5);
  const scans = about.filter(text =>
    prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`)
      .all(...Array.from(text.matchAll(/\?/g), () => null))
      .some(({ detail }) => /^SCAN (s|starts)\b/.test(detail)),
  );
  expect(scans).toEqual([]);
});

it('claims no more at once than a writer may hold, however much room it has', () => {
  const batch = createEventBatch();
  for (let n = 0; n < 1_100; n += 1)
    addEvent(batch, runCreated(`run_${n}`, { name: n % 2 ? 'odd' : 'even', status: 'queued' }));
  createBatchRecorder(db).commit(batch, () => null);
  db.exec('INSERT INTO starts (run, workflow) SELECT key, name FROM runs');
  const room = new Map([
    ['odd', 700],
    ['even', Number.MAX_SAFE_INTEGER],
  ]);
  const starts = createRemoteStarts(db, createRemoteWriters(db));
  expect(starts['claim-starts']({ writer: 'w', claim: { room, held: ['run_0'] } })).toHaveLength(999);
});

const room = new Map([['work', 1]]);
const full = 2;

it.each([
  [
    'this program',
    (db: ReturnType<typeof openRecordable>) => {
      const starts = createOwnStarts(db, createProcessOwner(db));
      starts.offer(['work']);
      starts.claim({ room, held: new Set() });
      return starts.begin('r', 1);
    },
  ],
  [
    'a program elsewhere',
    (db: ReturnType<typeof openRecordable>) => {
      const starts = createRemoteStarts(db, createRemoteWriters(db));
      starts['claim-starts']({ writer: 'w', claim: { room, held: [] } });
      return starts['begin-starts']({ writer: 'w', starts: [{ id: 'r', at: 1 }] }).begun[0];
    },
  ],
])('that a start begins in %s is synced to the disk, so that no crash repeats it', async (_, begin) => {
  const folder = tempFolder();
  onTestFinished(() => folder.remove());
  const path = folder.file('runs.db');
  await recordAt(path, [runCreated('r', { name: 'work', status: 'queued', finishedAt: undefined })]);
  const db = openRecordable(path);
  onTestFinished(() => void db.close());
  db.exec('INSERT INTO starts (run, workflow) SELECT key, name FROM runs');
  const levels: unknown[] = [];
  db.function('note_level', level => void levels.push(level));
  db.exec(`CREATE TEMP TRIGGER begins AFTER DELETE ON starts
    BEGIN SELECT note_level(synchronous) FROM pragma_synchronous; END`);
  expect(begin(db)).toBeDefined();
  expect(levels).toEqual([full]);
  expect(db.pragma('synchronous', { simple: true })).not.toBe(full);
});
