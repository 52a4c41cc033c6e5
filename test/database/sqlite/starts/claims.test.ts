import Database from 'better-sqlite3';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { addEvent, createEventBatch } from '../../../../src/contract/event-batch.ts';
import { createBatchRecorder } from '../../../../src/database/sqlite/changes/record-batch.ts';
import { createRemoteWriters } from '../../../../src/database/sqlite/changes/remote-writers.ts';
import { bringUpToDate } from '../../../../src/database/sqlite/open-database.ts';
import { createRemoteStarts } from '../../../../src/database/sqlite/serve/remote-starts.ts';
import { runCreated } from '../../../contract/sample-events.ts';

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
  expect(starts.claim('w', { room, held: ['run_0'] })).toHaveLength(999);
});
