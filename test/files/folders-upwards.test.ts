import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { foldersUpwards } from '../../src/files/folders.ts';

function createFolder(...names: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-upwards-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, ...names), { recursive: true });
  return folder;
}

test('goes up from the current folder, nearest first', () => {
  const folder = createFolder('a', 'b');
  expect(foldersUpwards(join(folder, 'a', 'b')).slice(0, 3)).toEqual([
    join(folder, 'a', 'b'),
    join(folder, 'a'),
    folder,
  ]);
});

test.skipIf(process.platform === 'win32')('passes over a folder above into which everybody may write', () => {
  const folder = createFolder('a', 'b');
  chmodSync(join(folder, 'a'), 0o1777);
  const found = foldersUpwards(join(folder, 'a', 'b'));
  expect(found).not.toContain(join(folder, 'a'));
  expect(found).toContain(folder);
  expect(foldersUpwards(join(folder, 'a'))[0]).toBe(join(folder, 'a'));
});
