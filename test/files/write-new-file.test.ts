import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { link, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { writeNewFile } from '../../src/files/write-new-file.ts';

vi.mock('node:fs/promises', async importOriginal => {
  const original = await importOriginal<typeof import('node:fs/promises')>();
  return { ...original, link: vi.fn(original.link), rename: vi.fn(original.rename) };
});

/** As FAT and some network shares answer, which cannot be mounted everywhere. */
function refuse(operation: typeof link | typeof rename, code: string): void {
  vi.mocked(operation).mockRejectedValue(Object.assign(new Error(code), { code }));
  onTestFinished(() => void vi.mocked(operation).mockRestore());
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-write-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

describe.each([
  ['without hard links', 'EPERM'],
  ['that does not know hard links', 'ENOTSUP'],
  ['with hard links', undefined],
])('a new file on a disk %s', (_, code) => {
  beforeEach(() => {
    if (code !== undefined) refuse(link, code);
  });

  test('of two that write one at a time, one does, and the other is told that it is there', async () => {
    const folder = makeFolder();
    const path = join(folder, 'x.case.json');
    const written = await Promise.allSettled([writeNewFile(path, 'one'), writeNewFile(path, 'two')]);
    const done = written.findIndex(({ status }) => status === 'fulfilled');
    expect(written[1 - done]).toMatchObject({ status: 'rejected', reason: { kind: 'conflict' } });
    expect(readFileSync(path, 'utf8')).toBe(['one', 'two'][done]);
    expect(readdirSync(folder)).toEqual(['x.case.json']);
  });

  test('replaces no file, folder or link to nowhere, and leaves nothing behind', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'file'), 'before');
    mkdirSync(join(folder, 'folder'));
    symlinkSync('nowhere', join(folder, 'link'));
    for (const name of ['file', 'folder', 'link'])
      await expect(writeNewFile(join(folder, name), 'after')).rejects.toMatchObject({ kind: 'conflict' });
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('before');
    expect(readdirSync(folder).sort()).toEqual(['file', 'folder', 'link']);
  });
});

test('a name that was taken for a new file is given back where the file cannot have it', async () => {
  const folder = makeFolder();
  refuse(link, 'EPERM');
  refuse(rename, 'EIO');
  const written = writeNewFile(join(folder, 'x.case.json'), 'text');
  await expect(written).rejects.toMatchObject({ kind: 'unreadable' });
  expect(readdirSync(folder)).toEqual([]);
});
