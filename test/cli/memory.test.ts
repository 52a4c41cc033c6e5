import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMemory } from '../../src/cli/memory.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runlens-test-'));
  path = join(folder, 'memory.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('two inspectors keep what the other remembered', () => {
  const one = createMemory(path);
  const other = createMemory(path);
  expect([one.views(), other.views()]).toEqual([[], []]);
  one.saveView('failed', 'is:failed');
  other.saveView('slow', 'duration:>1s');
  one.rememberFilter('actor:ada');
  expect(createMemory(path).views()).toEqual([
    { label: 'failed', filter: 'is:failed' },
    { label: 'slow', filter: 'duration:>1s' },
  ]);
  expect(createMemory(path).filters()).toEqual(['actor:ada']);
});

test('control characters reach neither the file nor the screen', () => {
  createMemory(path).rememberFilter('\u001B[2Jactor:\u0007ada\u009B');
  expect(createMemory(path).filters()).toEqual(['[2Jactor:ada']);
  writeFileSync(
    path,
    JSON.stringify({ filters: ['a\u001Bb'], views: [{ label: 'c\u0007d', filter: '\u009Be' }] }),
  );
  expect(createMemory(path).filters()).toEqual(['ab']);
  expect(createMemory(path).views()).toEqual([{ label: 'cd', filter: 'e' }]);
});

test('what cannot be written is remembered until the end', () => {
  mkdirSync(path);
  const memory = createMemory(path);
  memory.rememberFilter('one');
  memory.rememberFilter('two');
  expect(memory.filters()).toEqual(['one', 'two']);
});
