import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { writeSample } from './sample-store.ts';
import { test } from './workplace.ts';

test('a store of which no page can be read is told in words by the screen, which exits with 1', async ({
  place,
}) => {
  const path = place.path('runs.db');
  await writeSample(path);
  const bytes = readFileSync(path);
  for (let page = 1; page < bytes.length / 4_096; page++) bytes.fill(0xff, page * 4_096, page * 4_096 + 64);
  writeFileSync(path, bytes);
  const { exited, rawOutput, waitFor } = place.open({ args: [path], columns: 100, rows: 20 });
  await waitFor('is damaged or cut short');
  expect(rawOutput()).not.toContain('reading…');
  expect(await exited).toMatchObject({ exitCode: 1 });
});

test('a store that lacks tables is damaged, not a bug', async ({ place }) => {
  const path = place.path('runs.db');
  await writeSample(path);
  const db = new Database(path);
  db.exec('DROP TABLE counts; DROP TABLE details');
  db.close();
  const { exitCode, stderr } = await place.run('workflows', 'list', '--target', path);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^runlens: (?!this is a bug).*runs\.db.*\n {2}.*\n$/u);
});
