import { expect, it, onTestFinished } from 'vitest';
import { createProcessOwner } from '../../../../src/database/sqlite/changes/process-owner.ts';
import { createRemoteWriters } from '../../../../src/database/sqlite/changes/remote-writers.ts';
import { openRecordable } from '../../../../src/database/sqlite/open-database.ts';
import { createRemoteStarts } from '../../../../src/database/sqlite/serve/remote-starts.ts';
import { createOwnStarts } from '../../../../src/database/sqlite/starts/own-starts.ts';
import { runCreated } from '../../../contract/sample-events.ts';
import { recordAt, tempFolder } from '../temp-store.ts';

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
      starts.claim('w', { room, held: [] });
      return starts.begin('w', [{ id: 'r', at: 1 }]).begun[0];
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
