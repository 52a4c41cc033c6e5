import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemory } from '../../../src/cli/memory/memory.ts';
import { trials } from '../../trials.ts';

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
  one.saveView({ label: 'failed', filter: 'is:failed' });
  other.saveView({ label: 'slow', filter: 'duration:>1s' });
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
    memory.saveView({ label: 'failed', filter: 'is:failed' });
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
    createMemory(path).saveView({ label: 'slow', filter: 'duration:>1s' });
    const memory = createMemory(path);
    expect(memory.views()).toEqual(views);
    writeFileSync(path, '{"views": [');
    memory.rememberFilter('actor:ada');
    expect([memory.filters(), memory.views()]).toEqual([['actor:ada'], views]);
    expect(readFileSync(path, 'utf8')).toBe('{"views": [');
  });

  test('keeps its saved views when it is read again broken, and says that nothing is kept', () => {
    createMemory(path).saveView({ label: 'slow', filter: 'duration:>1s' });
    const memory = createMemory(path);
    expect(memory.views()).toEqual(views);
    writeFileSync(path, '{"views": [');
    memory.refresh();
    expect(memory.views()).toEqual(views);
    expect(memory.problem()).toContain('is not valid JSON');
  });

  test('differs from one that does not exist or is empty', () => {
    expect(createMemory(path).problem()).toBeUndefined();
    writeFileSync(path, '');
    const memory = createMemory(path);
    memory.saveView({ label: 'slow', filter: 'duration:>1s' });
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

test('a tour that was ended stays ended, and what else is kept stays', () => {
  createMemory(path).rememberFilter('actor:ada');
  expect(createMemory(path).isTourEnded()).toBe(false);
  createMemory(path).endTour();
  expect(createMemory(path).isTourEnded()).toBe(true);
  createMemory(path).rememberFilter('actor:bob');
  expect([createMemory(path).isTourEnded(), createMemory(path).filters()]).toEqual([
    true,
    ['actor:ada', 'actor:bob'],
  ]);
});

describe('looks of targets', () => {
  const longest = { field: 'duration', descending: true } as const;

  test('are kept by target, and a change keeps the rest of a look', () => {
    createMemory(path).rememberLook('/a/runs.db', { columns: ['name', 'id'], sort: longest });
    createMemory(path).rememberLook('/a/runs.db', { view: 'failed', wrap: true });
    createMemory(path).rememberLook('https://b', { format: 'yaml', absoluteTimes: true });
    const memory = createMemory(path);
    expect(memory.look('/a/runs.db')).toEqual({
      columns: ['name', 'id'],
      sort: longest,
      view: 'failed',
      wrap: true,
    });
    expect(memory.look('https://b')).toEqual({ format: 'yaml', absoluteTimes: true });
    expect([memory.look('https://c'), memory.look('__proto__'), memory.look('constructor')]).toEqual([
      {},
      {},
      {},
    ]);
  });

  test('of a newer version keep what this one does not know', () => {
    const targets = { a: { columns: ['name', 'shoe-size'], sort: '-karma', zoom: 2, format: 'toml' } };
    writeFileSync(path, JSON.stringify({ targets }));
    const memory = createMemory(path);
    expect(memory.look('a')).toEqual({ columns: ['name'] });
    memory.rememberLook('a', { wrap: true });
    expect(memory.problem()).toBeUndefined();
    expect(JSON.parse(readFileSync(path, 'utf8')).targets).toEqual({ a: { ...targets.a, wrap: true } });
  });

  test('are kept for the 200 targets that changed last', () => {
    const targets = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`t${at}`, { wrap: true }]));
    writeFileSync(path, JSON.stringify({ targets }));
    const memory = createMemory(path);
    memory.rememberLook('t0', { wrap: false });
    memory.rememberLook('new', { wrap: true });
    expect(memory.look('t0')).toEqual({ wrap: false });
    expect([memory.look('t1'), memory.look('t2')]).toEqual([{}, { wrap: true }]);
  });

  test('follow a view that is renamed', () => {
    const memory = createMemory(path);
    memory.saveView({ label: 'slow', filter: 'duration:>1s', sort: longest });
    memory.rememberLook('a', { view: 'saved:slow' });
    memory.renameView('slow', 'snail');
    expect(createMemory(path).views()).toEqual([{ label: 'snail', filter: 'duration:>1s', sort: longest }]);
    expect(createMemory(path).look('a')).toEqual({ view: 'saved:snail' });
    memory.deleteView('snail');
    expect(createMemory(path).views()).toEqual([]);
  });
});

const run = promisify(execFile);
const source = new URL('../../../src/cli/memory/memory.ts', import.meta.url).href;

/** How often each of the programs that run at the same time remembers something. */
const times = trials(20, 8);

function remember(name: string): Promise<unknown> {
  const program = `
    import { createMemory } from ${JSON.stringify(source)};
    const memory = createMemory(process.argv[1]);
    for (let at = 0; at < ${times}; at += 1) {
      memory.saveView({ label: process.argv[2] + at, filter: 'status:failed' });
      memory.rememberLook(process.argv[2] + at, { wrap: true });
    }`;
  return run(process.execPath, ['--input-type=module', '-e', program, path, name]);
}

test('programs that remember at the same time lose nothing', async () => {
  const names = ['one', 'two', 'three'].slice(0, trials(3, 2));
  await Promise.all(names.map(remember));
  const memory = createMemory(path);
  expect(memory.views()).toHaveLength(names.length * times);
  for (const name of names) expect(memory.look(`${name}${times - 1}`)).toEqual({ wrap: true });
  expect(readdirSync(folder)).toEqual(['memory.json']);
});

test.each([
  ['killed program', '2147483646', Date.now() / 1000],
  ['program that is stopped', String(process.pid), 1],
])('a lock of a %s does not keep anything from being remembered', (_, pid, at) => {
  const lock = `${path}.lock`;
  writeFileSync(lock, pid);
  utimesSync(lock, at, at);
  createMemory(path).rememberLook('a', { wrap: true });
  expect(createMemory(path).look('a')).toEqual({ wrap: true });
  expect(existsSync(lock)).toBe(false);
});

test('the file and its folder are for the user only', () => {
  path = join(folder, 'share', 'runlens', 'memory.json');
  createMemory(path).rememberFilter('input.email:ada@example.com');
  expect([statSync(path).mode & 0o777, statSync(dirname(path)).mode & 0o777]).toEqual([0o600, 0o700]);
  chmodSync(path, 0o644);
  createMemory(path).rememberFilter('actor:ada');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a home that is a file, or is missing, is named once, and changes last until the end', () => {
  writeFileSync(join(folder, 'home'), '');
  for (const file of [join(folder, 'home', 'runlens', 'memory.json'), undefined]) {
    const memory = createMemory(file);
    memory.rememberLook('a', { wrap: true });
    memory.saveView({ label: 'slow', filter: 'duration:>1s' });
    expect([memory.look('a'), memory.views()]).toEqual([{ wrap: true }, views]);
    expect(memory.problem()).toMatch(file === undefined ? /no home folder/ : /cannot (read|write) .*ENOTDIR/);
  }
});
