import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { locateStore } from '../../src/recorder/open-writer.ts';
import { openRecorder } from '../../src/recorder/recorder.ts';
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

  test.each([
    ['postgres://ada:hunter2@db/runs', 'does not write into PostgreSQL'],
    ['postgresql://ada:hunter2@db/runs', 'does not write into PostgreSQL'],
    ['https://runs.example.com', 'is a file or a folder, not an address'],
  ])('makes no folder of %j', async (location, message) => {
    const errors: unknown[] = [];
    const recorder = await openRecorder({ location, onError: error => errors.push(error) });
    await expect(recorder.close()).rejects.toThrow(message);
    expect(recorder.path).toBe('');
    expect(String(errors)).toContain(message);
    expect(String(errors)).not.toContain('hunter2');
    expect(existsSync(location.split('/')[0] ?? '')).toBe(false);
  });
});
