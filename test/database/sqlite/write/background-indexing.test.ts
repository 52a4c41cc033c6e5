import { expect, it, onTestFinished } from 'vitest';
import { sleep } from '../../../../src/async/sleep.ts';
import { openRecordable } from '../../../../src/database/sqlite/open-database.ts';
import { startIndexing } from '../../../../src/database/sqlite/write/background-indexing.ts';
import { runCreated } from '../../../contract/sample-events.ts';
import { query, recordAt, tempFolder } from '../temp-store.ts';

it('goes on after it was stopped, as when a file cannot be left yet', async () => {
  const folder = tempFolder();
  const path = folder.file('runs.db');
  const db = openRecordable(path);
  const { wake, stop } = startIndexing(db, () => {});
  onTestFinished(() => {
    stop();
    db.close();
    folder.remove();
  });
  stop();
  await recordAt(path, [runCreated('r')], 'none');
  const unindexed = () => query(path, 'SELECT key FROM unindexed');
  expect(unindexed()).toHaveLength(1);
  wake();
  await expect.poll(unindexed).toEqual([]);
});

it('ends with its connection, also when it was woken after the stop', async () => {
  const folder = tempFolder();
  onTestFinished(folder.remove);
  const db = openRecordable(folder.file('runs.db'));
  const reports: unknown[] = [];
  const { wake, stop } = startIndexing(db, error => reports.push(error));
  stop();
  wake();
  db.close();
  await sleep(100);
  expect(reports).toEqual([]);
});
