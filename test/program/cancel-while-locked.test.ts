import Database from 'better-sqlite3';
import { scaleToLoad } from '../in-time.ts';
import { test } from './workplace.ts';

test('a cancel that a lock stopped says so where it can be read', async ({ place }) => {
  const path = place.path('runs.db');
  await place.record(path).said('recorded');
  const { send, waitFor } = place.open({ args: [path], columns: 110, rows: 16 });
  await waitFor(/▌.*Running.*long-job/u);
  const holder = new Database(path);
  holder.exec('BEGIN IMMEDIATE');
  send('x');
  await waitFor('Cancel long-job?');
  send('y');
  await waitFor(/locked/u, { timeoutMs: scaleToLoad(12_000) });
  holder.close();
});
