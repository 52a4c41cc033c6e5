import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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
  expect(memory.problem()).toContain('cannot read');
});

const views = [{ label: 'slow', filter: 'duration:>1s' }];

describe('a memory.json that cannot be read', () => {
  test.each([
    ['broken JSON', `{"filters": [], "views": ${JSON.stringify(views)},`, 'is not valid JSON'],
    ['another type of views', '{"filters": [], "views": {"slow": "duration:>1s"}}', 'is not in a form'],
    ['views of a newer form', '{"views": [{"label": "slow", "query": {"min": 1}}]}', 'is not in a form'],
    ['filters of a newer form', '{"filters": [{"text": "actor:ada"}]}', 'is not in a form'],
    ['no object', '[]', 'is not in a form'],
  ])('keeps its saved views when the next filter is remembered: %s', (_, text, problem) => {
    writeFileSync(path, text);
    const memory = createMemory(path);
    memory.rememberFilter('actor:ada');
    memory.saveView('failed', 'is:failed');
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(memory.filters()).toContain('actor:ada');
    expect(memory.views()).toContainEqual({ label: 'failed', filter: 'is:failed' });
    expect(memory.problem()).toContain(`${path} ${problem}`);
  });

  test('shows what of it can be read', () => {
    writeFileSync(path, JSON.stringify({ filters: ['actor:ada', 1], views }));
    const memory = createMemory(path);
    expect([memory.filters(), memory.views()]).toEqual([['actor:ada'], views]);
  });

  test('keeps its saved views when it is broken after the start', () => {
    createMemory(path).saveView('slow', 'duration:>1s');
    const memory = createMemory(path);
    expect(memory.views()).toEqual(views);
    writeFileSync(path, '{"views": [');
    memory.rememberFilter('actor:ada');
    expect([memory.filters(), memory.views()]).toEqual([['actor:ada'], views]);
    expect(readFileSync(path, 'utf8')).toBe('{"views": [');
  });

  test('differs from one that does not exist or is empty', () => {
    expect(createMemory(path).problem()).toBeUndefined();
    writeFileSync(path, '');
    const memory = createMemory(path);
    memory.saveView('slow', 'duration:>1s');
    expect(memory.problem()).toBeUndefined();
    expect(createMemory(path).views()).toEqual(views);
  });
});

test('what a newer version added stays in the file', () => {
  writeFileSync(path, JSON.stringify({ columns: ['id'], filters: [], views: [{ ...views[0], key: 1 }] }));
  createMemory(path).rememberFilter('actor:ada');
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
    columns: ['id'],
    filters: ['actor:ada'],
    views: [{ ...views[0], key: 1 }],
  });
});
