import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readSmallFile } from '../../src/files/read-small-file.ts';

function createFolder(): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return name => join(folder, name);
}

test('reads a regular file, also through a link, without its byte order mark', () => {
  const path = createFolder();
  writeFileSync(path('a'), '\ufeffé');
  symlinkSync('a', path('b'));
  expect(readSmallFile(path('a'))).toBe('é');
  expect(readSmallFile(path('b'))).toBe('é');
});

test('reads as much as is allowed, and no byte more', () => {
  const path = createFolder();
  writeFileSync(path('a'), 'x'.repeat(10));
  expect(readSmallFile(path('a'), 10)).toBe('x'.repeat(10));
  expect(() => readSmallFile(path('a'), 9)).toThrow('larger than');
  writeFileSync(path('b'), 'x'.repeat(64 * 1_024 + 1));
  expect(() => readSmallFile(path('b'))).toThrow('it is larger than 64 KB');
});

test('takes no more room than the file needs, however much it may hold', () => {
  const path = createFolder();
  writeFileSync(path('a'), 'x'.repeat(10));
  const alloc = vi.spyOn(Buffer, 'alloc');
  onTestFinished(() => alloc.mockRestore());
  expect(readSmallFile(path('a'), 4 * 1_024 * 1_024)).toBe('x'.repeat(10));
  const taken = alloc.mock.calls.reduce((sum, [bytes]) => sum + bytes, 0);
  expect(taken).toBeLessThan(8 * 1_024);
});

test.runIf(process.platform === 'linux')('reads a file of the system that is said to be empty', () => {
  expect(readSmallFile('/proc/self/status')).toContain(`Pid:\t${process.pid}\n`);
});

test.skipIf(process.platform === 'win32')('refuses devices, folders and pipes without waiting', () => {
  const path = createFolder();
  execFileSync('mkfifo', [path('pipe')]);
  mkdirSync(path('folder'));
  symlinkSync('/dev/zero', path('zero'));
  for (const name of ['pipe', 'folder', 'zero']) {
    expect(() => readSmallFile(path(name))).toThrow('it is not a regular file');
  }
});
