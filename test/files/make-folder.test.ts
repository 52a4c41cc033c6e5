import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder } from '../../src/files/folders.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runlens-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a folder that is made', () => {
  it('has all folders above it, with its mode, and is left as it is where it exists', () => {
    const path = join(folder, 'a/b/c');
    makeFolder(path, 0o700);
    makeFolder(path, 0o755);
    for (const made of ['a', 'a/b', 'a/b/c']) expect(statSync(join(folder, made)).mode & 0o777).toBe(0o700);
    makeFolder('/');
  });

  it('may be a link to one', () => {
    symlinkSync(folder, join(folder, 'link'));
    makeFolder(join(folder, 'link/a'));
    expect(existsSync(join(folder, 'a'))).toBe(true);
  });

  it.each(['file', 'file/a', 'file/a/b', 'nowhere', 'nowhere/a'])('is refused at %s', name => {
    writeFileSync(join(folder, 'file'), '');
    symlinkSync(join(folder, 'missing'), join(folder, 'nowhere'));
    expect(() => makeFolder(join(folder, name))).toThrow(/ENOTDIR|EEXIST/u);
    expect(existsSync(join(folder, 'missing'))).toBe(false);
  });
});
