import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeNewFile } from '../../src/files/write-new-file.ts';

test('of two that write one new file at a time, one does, and the other is told that it is there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-write-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'x.case.json');
  const written = await Promise.allSettled([writeNewFile(path, 'one'), writeNewFile(path, 'two')]);
  const done = written.findIndex(({ status }) => status === 'fulfilled');
  expect(written[1 - done]).toMatchObject({ status: 'rejected', reason: { kind: 'conflict' } });
  expect(readFileSync(path, 'utf8')).toBe(['one', 'two'][done]);
  expect(readdirSync(folder)).toEqual(['x.case.json']);
});
