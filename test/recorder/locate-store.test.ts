import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { locateStore, prepareFolder } from '../../src/recorder/locate-store.ts';
import { makeFolder } from './recorded.ts';

describe('locateStore', () => {
  test('finds the nearest store upwards', () => {
    const top = makeFolder();
    const deep = join(top, 'a', 'b');
    mkdirSync(deep, { recursive: true });
    mkdirSync(join(top, '.runlens'));
    writeFileSync(join(top, '.runlens', 'runs.db'), '');
    expect(locateStore(undefined, deep)).toBe(join(top, '.runlens', 'runs.db'));
    mkdirSync(join(top, 'a', '.runlens'));
    expect(locateStore(undefined, deep), 'a folder without a store is none').toBe(
      join(top, '.runlens', 'runs.db'),
    );
    writeFileSync(join(top, 'a', '.runlens', 'runs.db'), '');
    expect(locateStore(undefined, deep)).toBe(join(top, 'a', '.runlens', 'runs.db'));
  });

  test("takes the current folder's own where there is none", () => {
    const folder = makeFolder();
    expect(locateStore(undefined, folder)).toBe(join(folder, '.runlens', 'runs.db'));
  });

  test.each([
    ['runs.db', 'runs.db'],
    ['sqlite:runs.db', 'runs.db'],
    ['./deep/er.db', 'deep/er.db'],
    ['.', '.runlens/runs.db'],
  ])('reads %j as %j', (location, expected) => {
    const folder = makeFolder();
    expect(locateStore(location, folder)).toBe(join(folder, expected));
  });
});

describe('prepareFolder', () => {
  test('makes the folder and keeps its contents out of version control', () => {
    const folder = makeFolder();
    prepareFolder(join(folder, 'x', '.runlens', 'runs.db'));
    expect(readFileSync(join(folder, 'x', '.runlens', '.gitignore'), 'utf8')).toBe('*\n');
  });

  test('leaves a .gitignore that is there, and other folders, alone', () => {
    const folder = makeFolder();
    mkdirSync(join(folder, '.runlens'));
    writeFileSync(join(folder, '.runlens', '.gitignore'), 'mine\n');
    prepareFolder(join(folder, '.runlens', 'runs.db'));
    prepareFolder(join(folder, 'runs.db'));
    expect(readFileSync(join(folder, '.runlens', '.gitignore'), 'utf8')).toBe('mine\n');
    expect(() => readFileSync(join(folder, '.gitignore'))).toThrow('ENOENT');
  });
});
