import { expect, onTestFinished, test } from 'vitest';
import { openReadable } from '../../../../src/database/sqlite/open-database.ts';
import { createReader } from '../../../../src/database/sqlite/read/reader.ts';
import { recordAt, tempFolder } from '../temp-store.ts';

test('goes on keeping prepared statements after very many different filters, those that were used last', async () => {
  const folder = tempFolder();
  const path = folder.file('runs.db');
  await recordAt(path, []);
  const reader = createReader(openReadable(path, 1_000), 3);
  onTestFinished(() => {
    reader.db.close();
    folder.remove();
  });
  const filter = (n: number) => reader.prepare(`SELECT ${n}`);
  const page = () => reader.prepare('SELECT key FROM runs');
  const [kept, oldest] = [page(), filter(0)];
  for (let n = 1; n < 10; n += 1) {
    filter(n);
    expect(page()).toBe(kept);
  }
  expect(filter(9)).toBe(filter(9));
  expect(filter(0)).not.toBe(oldest);
});
