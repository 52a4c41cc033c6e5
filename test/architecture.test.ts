import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

type Rule = {
  /** Folders of `src/` whose modules may be imported. */
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
  /** Single modules of other folders. */
  readonly modules?: readonly string[];
};

/** The table of rooms: what each folder of `src/` may import, besides itself and Node. */
const rules: Readonly<Record<string, Rule>> = {
  model: { rooms: [], packages: [] },
  stores: { rooms: ['model'], packages: ['better-sqlite3', 'valibot', 'js-yaml', 'undici', 'pg', 'devalue'] },
  state: { rooms: ['model'], packages: [], modules: ['stores/store.ts'] },
  ui: {
    rooms: ['model', 'state'],
    packages: ['ink', 'react', 'react/jsx-runtime', 'ink-select-input'],
    modules: ['stores/store.ts'],
  },
  terminal: { rooms: ['model'], packages: [] },
  recorder: { rooms: ['model', 'stores'], packages: [] },
  server: {
    rooms: ['model', 'stores'],
    packages: ['hono', '@hono/node-server', 'valibot', '@valibot/to-json-schema'],
  },
  cli: {
    rooms: ['model', 'stores', 'state', 'ui', 'terminal', 'recorder', 'server'],
    packages: ['commander', 'env-paths'],
  },
};

/** Folders that `cli` may only load with `await import()`, so that plain commands never load the screen. */
const lazyRooms = ['ui', 'server'];

type Import = {
  readonly file: string;
  readonly from: string;
  readonly isLazy: boolean;
  readonly isType: boolean;
};

const importPattern =
  /\b(?:import|export)\s+(type\s+)?(?:[^'"();]*?\sfrom\s*)?'([^']+)'|\b(typeof\s+)?import\(\s*'([^']+)'\s*\)/gu;

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(importPattern)].map(([, type, fixed, typeOf, lazy]) => ({
    file,
    from: fixed ?? lazy ?? '',
    isLazy: lazy !== undefined,
    isType: type !== undefined || typeOf !== undefined,
  }));
}

const files = globSync('src/**/*.{ts,tsx}', { cwd: root });
const imports = files.flatMap(importsOf);

function roomOf(path: string): string {
  return path.split('/')[1] ?? '';
}

/** The imported module's path from `src/`, or `undefined` for a package. */
function moduleOf({ file, from }: Import): string | undefined {
  return from.startsWith('.') ? normalize(relative('src', join(dirname(file), from))) : undefined;
}

function packageOf(from: string): string {
  const parts = from.split('/');
  return rules.ui?.packages.includes(from) ? from : parts.slice(0, from.startsWith('@') ? 2 : 1).join('/');
}

function isAllowed(one: Import): boolean {
  const room = roomOf(one.file);
  const rule = rules[room];
  if (!rule) return false;
  const module = moduleOf(one);
  if (module === undefined)
    return one.from.startsWith('node:') || rule.packages.includes(packageOf(one.from));
  const target = module.split('/')[0] ?? '';
  return target === room || rule.rooms.includes(target) || (rule.modules ?? []).includes(module);
}

const say = ({ file, from }: Import) => `${file} imports ${from}`;

describe('the rooms of src/', () => {
  test('there are files and imports to check', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(imports.length).toBeGreaterThan(files.length);
  });

  test('each room imports only what the table allows', () => {
    expect(imports.filter(one => !isAllowed(one)).map(say)).toEqual([]);
  });

  test('commands load the screen and the server only when they need them', () => {
    const early = imports.filter(one => {
      const target = moduleOf(one)?.split('/')[0] ?? '';
      return roomOf(one.file) === 'cli' && lazyRooms.includes(target) && !one.isLazy && !one.isType;
    });
    expect(early.map(say)).toEqual([]);
  });

  test('only ui loads Ink and React', () => {
    const screens = imports.filter(({ from }) => from === 'ink' || from.startsWith('react'));
    expect(screens.filter(({ file }) => roomOf(file) !== 'ui').map(say)).toEqual([]);
  });

  test('the reducer and the keys never import Ink, and the views never see the store', () => {
    const wrong = imports.filter(
      one => roomOf(one.file) === 'ui' && (moduleOf(one) ?? '').startsWith('stores/') && !one.isType,
    );
    expect(wrong.map(say)).toEqual([]);
  });

  test('there is no clock and no process in model, state and ui', () => {
    const pattern = /\bDate\.now\(|\bnew Date\(\)|\bprocess\.|\bperformance\.now\(/u;
    const pure = files.filter(file => ['model', 'state', 'ui'].includes(roomOf(file)));
    expect(pure.filter(file => pattern.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });
});
