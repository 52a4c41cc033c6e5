import { existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { openReadable, openRecordable, openWritable } from '../../../src/database/sqlite/open-database.ts';
import { sampleEvents } from '../../contract/sample-events.ts';
import { recordAt, type TempFolder, tempFolder } from './temp-store.ts';

const magic = Buffer.from('d9d505f920a163d7', 'hex');
const sectorBytes = 512;
const pageBytes = 4_096;

/** A hot journal of a transaction over several databases (SQLite's file format, "The Rollback Journal"). */
function journalThatNames(name: string, store: string): Buffer {
  const head = Buffer.alloc(sectorBytes);
  magic.copy(head);
  head.writeUInt32BE(statSync(store).size / pageBytes, 16);
  head.writeUInt32BE(sectorBytes, 20);
  head.writeUInt32BE(pageBytes, 24);
  const bytes = Buffer.from(name);
  const numbers = Buffer.alloc(12);
  numbers.writeUInt32BE(2 ** 30 / pageBytes + 1, 0);
  numbers.writeUInt32BE(bytes.length, 4);
  numbers.writeUInt32BE(
    bytes.reduce((sum, byte) => sum + byte, 0),
    8,
  );
  return Buffer.concat([head, numbers.subarray(0, 4), bytes, numbers.subarray(4), magic]);
}

async function storeIn(folder: TempFolder): Promise<string> {
  onTestFinished(folder.remove);
  await recordAt(folder.file('runs.db'), sampleEvents);
  return folder.file('runs.db');
}

const openers = {
  reading: (path: string) => openReadable(path, 100),
  cancelling: (path: string) => openWritable(path, 100),
  recording: openRecordable,
};

test.for(Object.entries(openers))(
  '%s a store leaves the file alone that its journal names',
  async ([, open]) => {
    const folder = tempFolder();
    const path = await storeIn(folder);
    writeFileSync(folder.file('precious'), 'kept');
    writeFileSync(`${path}-journal`, journalThatNames(folder.file('precious'), path));
    expect(() => open(path).close()).toThrow(
      expect.objectContaining({ kind: 'unreadable', message: expect.stringContaining('names another file') }),
    );
    expect(existsSync(folder.file('precious'))).toBe(true);
  },
);

test.skipIf(process.platform === 'win32')(
  'a store behind a link is not opened when a link stands in place of its journal there',
  async () => {
    const folder = tempFolder();
    const path = await storeIn(folder);
    mkdirSync(folder.file('project'));
    symlinkSync(path, folder.file('project/runs.db'));
    symlinkSync(folder.file('precious'), `${path}-journal`);
    for (const open of Object.values(openers))
      expect(() => open(folder.file('project/runs.db')).close()).toThrow('is not a regular file');
  },
);
