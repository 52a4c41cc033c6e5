import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createReplaceableFile } from '../../../src/database/sqlite/replaceable-file.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { type TempFolder, tempFolder } from './temp-store.ts';

let folder: TempFolder;
let path: string;
let closed: string[];
beforeEach(() => {
  folder = tempFolder();
  path = folder.file('runs.db');
  closed = [];
});
afterEach(() => folder.remove());

function put(text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

/** Opens the text of the file; `meanwhile` happens while the first is opened. */
function openText(meanwhile: () => void) {
  let opened = 0;
  const openFile = () => {
    const text = readFileSync(path, 'utf8');
    opened += 1;
    if (opened === 1) meanwhile();
    return text;
  };
  return createReplaceableFile(path, openFile, text => closed.push(text));
}

it('opens the file that replaces another while that is opened', () => {
  put('first');
  const file = openText(() => put('second'));
  expect(file.open()).toBe('first');
  expect([file.current(), file.current()]).toEqual(['second', 'second']);
  expect(closed).toEqual(['first']);
});

it('leaves nothing open of a file that is removed while it is opened', () => {
  put('first');
  const file = openText(() => rmSync(path));
  expect(file.open()).toBe('first');
  expect(file.current).toThrow('does not exist');
  expect(closed).toEqual(['first']);
});

it('opens a file once that is made when it is opened', () => {
  const file = createReplaceableFile(
    path,
    () => {
      put('made');
      return {};
    },
    () => closed.push('made'),
  );
  const opened = file.open();
  expect(file.current()).toBe(opened);
  expect(closed).toEqual([]);
});

// Root may look everywhere.
it.skipIf(process.getuid?.() === 0)('says so where a folder may not be entered', () => {
  put('first');
  chmodSync(dirname(path), 0o000);
  try {
    const file = openText(() => {});
    expect(file.open).toThrow(InspectorError);
    expect(file.current).toThrow(InspectorError);
  } finally {
    chmodSync(dirname(path), 0o700);
  }
});
