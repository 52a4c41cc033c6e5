import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { prepareFolder } from '../../../src/database/sqlite/prepare-folder.ts';
import { type TempFolder, tempFolder } from './temp-store.ts';

let temp: TempFolder;
let folder: string;
beforeEach(() => {
  temp = tempFolder();
  folder = temp.path;
});
afterEach(() => temp.remove());

describe('prepareFolder', () => {
  test('creates the folder and keeps its contents out of version control', () => {
    prepareFolder(join(folder, 'x', '.runlens', 'runs.db'));
    expect(readFileSync(join(folder, 'x', '.runlens', '.gitignore'), 'utf8')).toBe('*\n');
  });

  test('creates the file for its user alone, and leaves an existing one as it is', () => {
    const path = join(folder, 'runs.db');
    prepareFolder(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    writeFileSync(path, 'kept');
    chmodSync(path, 0o640);
    prepareFolder(path);
    expect(readFileSync(path, 'utf8')).toBe('kept');
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  test('leaves an existing .gitignore, and other folders, alone', () => {
    mkdirSync(join(folder, '.runlens'));
    writeFileSync(join(folder, '.runlens', '.gitignore'), 'mine\n');
    prepareFolder(join(folder, '.runlens', 'runs.db'));
    prepareFolder(join(folder, 'runs.db'));
    expect(readFileSync(join(folder, '.runlens', '.gitignore'), 'utf8')).toBe('mine\n');
    expect(() => readFileSync(join(folder, '.gitignore'))).toThrow('ENOENT');
  });

  test.skipIf(process.platform === 'win32').for(['.runlens/runs.db', '.runlens/.gitignore'])(
    'creates no file where %s is a link to nothing',
    name => {
      mkdirSync(join(folder, '.runlens'));
      symlinkSync(join(folder, 'elsewhere'), join(folder, name));
      expect(() => prepareFolder(join(folder, '.runlens', 'runs.db'))).toThrow(
        expect.objectContaining({ kind: 'unreadable', message: expect.stringContaining('is a link') }),
      );
      expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
    },
  );

  test.skipIf(process.platform === 'win32')('makes no store of an empty file that a link leads to', () => {
    mkdirSync(join(folder, '.runlens'));
    writeFileSync(join(folder, 'empty'), '');
    symlinkSync(join(folder, 'empty'), join(folder, '.runlens', 'runs.db'));
    expect(() => prepareFolder(join(folder, '.runlens', 'runs.db'))).toThrow('is a link');
  });

  test.skipIf(process.platform === 'win32')(
    'creates nothing through a .runlens that is a link, and opens the store that is behind it',
    () => {
      mkdirSync(join(folder, 'elsewhere'));
      symlinkSync(join(folder, 'elsewhere'), join(folder, '.runlens'));
      const path = join(folder, '.runlens', 'runs.db');
      expect(() => prepareFolder(path)).toThrow('is a link');
      expect(readdirSync(join(folder, 'elsewhere'))).toEqual([]);
      writeFileSync(path, 'kept');
      prepareFolder(path);
      expect(readdirSync(join(folder, 'elsewhere'))).toEqual(['runs.db']);
    },
  );
});
