import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../../../src/screen/commands.ts';
import { keyName } from '../../../src/screen/shell/keyboard.ts';
import { commandsAt, findByKey, keyOf, type Place, places } from '../../../src/screen/shell/keymap.ts';

const root = join(import.meta.dirname, '../../..');

/** What the keys mean that never move, on the screens that have them. */
const reserved: Readonly<Partial<Record<Place, Readonly<Record<string, string>>>>> = {
  table: {
    ...{ j: 'move-down', k: 'move-up', down: 'move-down', up: 'move-up', g: 'move-top', G: 'move-bottom' },
    ...{ 'ctrl+d': 'half-down', 'ctrl+u': 'half-up', pageup: 'page-up', pagedown: 'page-down' },
    ...{ enter: 'open', escape: 'back', tab: 'tab-next', '[': 'previous-run', ']': 'next-run' },
    ...{ '/': 'filter', e: 'next-error', E: 'previous-error', '=': 'filter-by-value', F: 'frequency' },
    ...{ '!': 'groups', d: 'compare', v: 'view', s: 'sort', c: 'columns', K: 'kind', T: 'times' },
    ...{ space: 'mark', x: 'cancel', X: 'cancel-matching', a: 'run-again', A: 'run-edited' },
    ...{ y: 'copy', Y: 'copy-menu', o: 'pager', O: 'editor' },
    ...{ t: 'target', p: 'pause', R: 'reload', '?': 'help', ':': 'palette', q: 'quit' },
  },
  detail: {
    ...{ 1: 'tab-1', 2: 'tab-2', 3: 'tab-3', '/': 'search', n: 'next-match', N: 'previous-match' },
    ...{ e: 'next-error', E: 'previous-error', space: 'fold', z: 'fold-all', '+': 'zoom-in' },
    ...{ f: 'format', w: 'wrap', r: 'raw', u: 'reveal', q: 'leave' },
  },
  waterfall: { '+': 'zoom-in', '-': 'zoom-out', 0: 'zoom-whole', z: 'fold-all', r: 'raw' },
  groups: { j: 'move-down', enter: 'open', escape: 'back', '!': 'groups', a: 'retry-group', q: 'leave' },
  compare: { n: 'next-difference', N: 'previous-difference', d: 'swap', u: 'reveal', q: 'leave' },
};

const meanings = Object.entries(reserved).flatMap(([place, ids]) =>
  Object.entries(ids).map(([key, id]) => [place as Place, key, id] as const),
);

/** A command that has the text as its id. */
const named = /\bkeyOf\(\s*(?:[^()'?]+\?\s*)?'([^']+)'(?:\s*:\s*'([^']+)')?/gu;

describe('the key map', () => {
  test.each(places)('binds no key twice on the %s', place => {
    const own = commands.filter(({ where }) => where.includes(place)).flatMap(({ keys }) => keys);
    expect(own.filter((key, index) => own.indexOf(key) !== index)).toEqual([]);
  });

  test.each(places)('has one command of each id on the %s', place => {
    const ids = commandsAt(place).map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test.each(places)('has something to do for every key of the %s', place => {
    expect(commandsAt(place).length).toBeGreaterThan(20);
    expect(commandsAt(place).filter(({ keys, run }) => keys.length === 0 || !run)).toEqual([]);
  });

  test.each(meanings)('binds every reserved key on some screen: on the %s, %s is %s', (place, key, id) => {
    expect(findByKey(place, key)?.id).toBe(id);
  });

  test('names only commands that there are', () => {
    const ids = new Set(commands.map(({ id }) => id));
    const used = globSync('src/screen/**/*.{ts,tsx}', { cwd: root })
      .flatMap(file => [...readFileSync(join(root, file), 'utf8').matchAll(named)])
      .flatMap(([, one, other]) => [one, other].filter(id => id !== undefined));
    expect(used.length).toBeGreaterThan(30);
    expect(used.filter(id => !ids.has(id))).toEqual([]);
    expect(() => keyOf('no-such-command')).toThrow('no command has the id no-such-command');
  });

  test('means the same by the same id and words on every screen', () => {
    const rows = Map.groupBy(commands, ({ id, help }) => `${id} ${help}`);
    const keysOf = [...rows.values()].map(same => new Set(same.map(({ keys, group }) => `${keys} ${group}`)));
    expect(keysOf.filter(({ size }) => size !== 1)).toEqual([]);
  });

  test('means filter in the table and search in the detail by /', () => {
    expect(findByKey('table', '/')?.id).toBe('filter');
    expect(findByKey('detail', '/')?.id).toBe('search');
  });

  test('means mark in the table and fold in the detail by space', () => {
    expect(findByKey('table', 'space')?.id).toBe('mark');
    expect(findByKey('detail', 'space')?.id).toBe('fold');
  });

  test('means zoom in the waterfall and exclude elsewhere by -', () => {
    const where = ['table', 'detail', 'waterfall'] as const;
    expect(where.map(place => findByKey(place, '-')?.id)).toEqual([
      'exclude-value',
      'exclude-value',
      'zoom-out',
    ]);
  });

  test('explains each key in words that fit into the help in 80 columns', () => {
    expect(commands.map(({ help }) => help).filter(help => help.length > 56)).toEqual([]);
  });

  test('says keys as people read them', () => {
    expect(['enter', 'ctrl+d', 'pagedown', 'j'].map(keyName)).toEqual(['↵', '^d', 'PgDn', 'j']);
  });
});
