import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

type Rule = {
  /** Rooms whose modules may be imported; a room is a folder of `src/`, or a folder inside of one. */
  readonly rooms: readonly string[];
  readonly packages?: readonly string[];
};

const core = ['model', 'contract', 'async'];

/** Every engine has a folder of its own in src/engines. */
const engines = globSync('src/engines/*/', { cwd: root })
  .map(folder => `engines/${basename(folder)}`)
  .filter(folder => folder !== 'engines/kit');
const drivers = ['drivers', 'drivers/postgres', 'drivers/sqlite'];
const engineRooms = [...core, 'query-sql', ...drivers, 'programs', 'engines', 'engines/kit'];

/** A database reads and writes in rooms of their own, of which those that read see none that write. */
function databaseRules(
  name: string,
  driver: string,
  writing: readonly string[],
): Readonly<Record<string, Rule>> {
  const rooms = [...core, 'query-sql', ...drivers, 'files', 'programs', 'database/runs', name];
  const packages = [driver];
  return {
    [name]: { rooms: [...rooms, `${name}/read`, ...writing], packages },
    [`${name}/read`]: { rooms, packages },
    ...Object.fromEntries(writing.map(room => [room, { rooms: [...rooms, ...writing], packages }])),
  };
}

/**
 * What each room may import, besides itself and Node: values and types alike. The longest name that a
 * module's path begins with is its room, so that `engines/otlp` has a rule of its own, and neither sees
 * another engine nor is seen by one.
 */
const rules: Readonly<Record<string, Rule>> = {
  model: { rooms: [] },
  async: { rooms: ['model'] },
  contract: { rooms: ['model'] },
  programs: { rooms: ['model'] },
  files: { rooms: ['model'] },
  protocol: { rooms: ['model', 'contract'], packages: ['valibot'] },
  'case-file': { rooms: ['model', 'contract', 'protocol'], packages: ['valibot'] },
  http: { rooms: ['model', 'async', 'protocol'], packages: ['undici', 'eventsource-parser', 'valibot'] },
  'query-sql': { rooms: ['model', 'contract'], packages: ['sql-template-tag'] },
  drivers: { rooms: ['model'] },
  'drivers/postgres': { rooms: ['model', 'async', 'files', 'drivers'], packages: ['pg'] },
  'drivers/sqlite': { rooms: ['model', 'files', 'drivers'], packages: ['better-sqlite3'] },
  'drivers/redis': { rooms: ['model', 'drivers'], packages: ['ioredis'] },
  'database/runs': { rooms: [...core, 'query-sql'] },
  ...databaseRules('database/sqlite', 'better-sqlite3', ['database/sqlite/changes', 'database/sqlite/write']),
  ...databaseRules('database/postgres', 'pg', ['database/postgres/write']),
  engines: { rooms: core },
  'engines/kit': { rooms: [...core, 'query-sql', ...drivers, 'programs', 'engines'], packages: ['valibot'] },
  ...Object.fromEntries(engines.map(name => [name, { rooms: engineRooms, packages: ['valibot'] }])),
  'engines/case': { rooms: [...engineRooms, 'case-file'] },
  'engines/workflow-sdk': { rooms: engineRooms, packages: ['devalue'] },
  'engines/bullmq': { rooms: [...engineRooms, 'drivers/redis'], packages: ['valibot'] },
  'engines/restate': { rooms: [...engineRooms, 'http'], packages: ['valibot'] },
  'engines/mastra': {
    rooms: [...engineRooms, 'http', 'engines/otlp'],
    packages: ['valibot', 'better-sqlite3'],
  },
  // What spans mean is said once.
  'engines/clickhouse': { rooms: [...engineRooms, 'http', 'engines/otlp'], packages: ['valibot'] },
  'engines/n8n': { rooms: [...engineRooms, 'http'], packages: ['valibot'] },
  'engines/cloudflare': { rooms: [...engineRooms, 'http'], packages: ['valibot', 'better-sqlite3'] },
  'stores/http': { rooms: [...core, 'protocol', 'http'], packages: ['valibot'] },
  'stores/merged': { rooms: core },
  stores: {
    rooms: [
      ...core,
      'stores/http',
      'stores/merged',
      'database/sqlite',
      'database/postgres',
      'engines',
      'engines/kit',
      'targets',
    ],
  },
  targets: {
    rooms: [...core, 'files', 'database/sqlite', 'engines', ...engines],
    packages: ['valibot', 'js-yaml'],
  },
  recorder: {
    rooms: [
      ...[...core, 'files', 'programs', 'protocol', 'http'],
      ...['drivers/sqlite', 'database/runs', 'database/sqlite', 'database/sqlite/write'],
    ],
    packages: ['valibot'],
  },
  demo: { rooms: [...core, 'recorder', 'database/runs', 'database/sqlite', 'database/sqlite/write'] },
  server: {
    rooms: [...core, 'protocol', 'database/runs'],
    packages: ['hono', '@hono/node-server', 'valibot', '@valibot/to-json-schema'],
  },
  'server/otlp': {
    rooms: [...core, 'files', 'protocol', 'server', 'engines/otlp'],
    packages: ['@hono/node-server'],
  },
  mcp: {
    rooms: [...core, 'protocol', 'operations', 'targets'],
    packages: ['@modelcontextprotocol/server', 'valibot', '@valibot/to-json-schema'],
  },
  operations: { rooms: core },
  screen: {
    rooms: [...core, 'operations'],
    packages: ['ink', 'react', 'react/jsx-runtime', 'ink-select-input'],
  },
  terminal: { rooms: ['model', 'async', 'programs'] },
  cli: {
    rooms: [
      ...core,
      'case-file',
      'files',
      'programs',
      'http',
      'stores',
      'targets',
      'operations',
      'screen',
      'terminal',
      'recorder',
      'demo',
      'server',
      'server/otlp',
      'mcp',
    ],
    packages: ['commander', 'env-paths'],
  },
};

/** What each folder of the screen may import of the others, from the bottom to the top. */
const screenKit = ['paint', 'shell', 'dialogs'];
const screenArrows: Readonly<Record<string, readonly string[]>> = {
  paint: [],
  shell: ['paint'],
  dialogs: ['paint', 'shell'],
  trace: screenKit,
  table: screenKit,
  targets: screenKit,
  run: [...screenKit, 'trace', 'table'],
  copy: [...screenKit, 'table', 'run'],
  views: [...screenKit, 'table', 'run'],
  acts: [...screenKit, 'table', 'run', 'copy'],
  compare: [...screenKit, 'table', 'run', 'copy'],
  frequency: [...screenKit, 'table', 'run'],
  'own-commands': [...screenKit, 'table', 'copy'],
  groups: [...screenKit, 'table', 'run', 'copy', 'acts'],
  filter: [...screenKit, 'table', 'groups'],
  notify: [...screenKit, 'groups'],
  why: [...screenKit, 'table', 'run', 'copy', 'groups'],
  help: [...screenKit, 'table', 'run', 'views', 'compare', 'own-commands'],
  bars: [...screenKit, 'table', 'run', 'groups'],
  linear: [...screenKit, 'bars', 'filter', 'table', 'run', 'groups', 'compare'],
};

/** Rooms that `cli` may only load with `await import()`, so that plain commands never load the screen. */
const lazyRooms = ['server', 'server/otlp', 'mcp'];

/** What the inspector loads after its first frame. */
const lateScreen = 'cli/inspect/run-screen.ts';

/** How a store is opened; only `stores` and `targets` do it, lazily. */
const storeOpeners = /\/(open-[a-z-]+-store)\.ts$/u;

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

/** The room of a module, by its path from `src/`. */
function roomOf(module: string): string {
  const folders = dirname(module).split('/');
  const names = folders.map((_, at) => folders.slice(0, at + 1).join('/'));
  return names.findLast(name => name in rules) ?? names[0] ?? '';
}

const pathOf = (file: string) => relative('src', file);

/** The imported module's path from `src/`, or `undefined` for a package. */
function moduleOf({ file, from }: Import): string | undefined {
  return from.startsWith('.') ? normalize(relative('src', join(dirname(file), from))) : undefined;
}

function packageOf(from: string): string {
  const parts = from.split('/');
  return rules.screen?.packages?.includes(from)
    ? from
    : parts.slice(0, from.startsWith('@') ? 2 : 1).join('/');
}

function isAllowed(one: Import): boolean {
  const room = roomOf(pathOf(one.file));
  const rule = rules[room];
  if (!rule) return false;
  const module = moduleOf(one);
  if (module === undefined)
    return one.from.startsWith('node:') || (rule.packages ?? []).includes(packageOf(one.from));
  const target = roomOf(module);
  return target === room || rule.rooms.includes(target);
}

/** Every set of modules of which each imports, directly or by others, all the others. */
function circlesOf(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const indexes = new Map<string, number>();
  const lows = new Map<string, number>();
  const stack: string[] = [];
  const circles: (readonly string[])[] = [];
  const visit = (module: string): number => {
    const index = indexes.size;
    indexes.set(module, index);
    lows.set(module, index);
    stack.push(module);
    for (const next of graph.get(module) ?? []) {
      const seen = indexes.get(next);
      const low = seen === undefined ? visit(next) : stack.includes(next) ? seen : undefined;
      if (low !== undefined) lows.set(module, Math.min(lows.get(module) ?? index, low));
    }
    const low = lows.get(module) ?? index;
    if (low === index) {
      const circle = stack.splice(stack.indexOf(module));
      if (circle.length > 1) circles.push(circle.sort());
    }
    return low;
  };
  for (const module of graph.keys()) if (!indexes.has(module)) visit(module);
  return circles;
}

/** Modules of the screen that only sanitise: payloads, which are masked by their keys, and edited lines. */
const maskedElsewhere = [
  'src/screen/dialogs/text-line.ts',
  'src/screen/run/rows/flow.ts',
  'src/screen/run/outline/value-text.ts',
];

/**
 * Modules that cut texts themselves, and why that shows no start of a secret. Others show the start of a text
 * by `safeLine` or `maskedStart`, and keep one that is masked later by `cutText`.
 */
const cutting: Readonly<Record<string, string>> = {
  'model/text/cut-text.ts': 'looks for the first line',
  'model/failure/mask-message.ts': 'makes signatures; what is shown of a group is masked before',
  'model/failure/memory/failure-mark.ts': 'tickets are words',
  'model/trace/name-pattern.ts': 'tells names apart; what is shown of one is masked before',
  'model/report/markdown-note.ts': 'the run is masked before',
  'model/report/named-inputs.ts': 'reads a message',
  'model/share/text-beginnings.ts': 'leaves out texts that hold a secret',
  'model/query/parse/parse-query.ts': 'repeats what was typed',
  'model/query/parse/query-error.ts': 'counts characters for cutText',
  'model/compare/text/value-text.ts': 'differences are masked before',
  'model/compare/text/changed-words.ts': 'differences are masked before',
  'model/compare/payload/hash-values.ts': 'compares',
  'model/compare/payload/pair-changed.ts': 'compares',
  'model/payload/describe-marker.ts': 'cuts what is revealed',
  'database/runs/filter/index-entry.ts': 'makes and looks for words of an index',
  'database/runs/lists/read-counts.ts': 'repeats a cursor',
  'recorder/run/recorded-error.ts': 'looks for frames',
  'engines/keystroke/read-listing.ts': 'cuts what it has masked',
  'cli/print/steps-text.ts': 'cuts what it has masked',
  'mcp/call-tool.ts': 'cuts what it has masked',
  'screen/trace/trace-index.ts': 'measures',
  'screen/run/outline/payload-size.ts': 'counts',
  'screen/run/outline/overview-outline.ts': 'measures',
  'screen/run/outline/steps-outline.ts': 'measures',
  'screen/run/outline/text-lines.ts':
    'masks each line, reads around a part to do so, and cuts what is revealed',
  'screen/compare/value-detail.ts': 'differences are masked before',
  'screen/compare/difference-cells.ts': 'differences are masked before',
  'screen/linear/spoken.ts': 'rows are masked before',
};

/** A part of a text is taken by a number of units, which is named so; of a list, by `most…`. */
const cut =
  /\.slice\([^()]*\b(?:longest\w*|\w*[uU]nits\w*|max\w*(?:Chars|Length)|most(?:Units|\w*Chars|Changed|Same)\w*|markLimits\.\w+|[3-9]\d|\d{3,})\b|\.substr(?:ing)?\(/u;

const isOfInk = (from: string) => /^(?:ink|react)(?:$|[-/])/u.test(from);

const say = ({ file, from }: Import) => `${file} imports ${from}`;

describe('the rooms of src/', () => {
  test('there are files and imports to check', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(imports.length).toBeGreaterThan(files.length);
  });

  test('each room imports only what the table allows', () => {
    expect(imports.filter(one => !isAllowed(one)).map(say)).toEqual([]);
  });

  test('no rule is left over from a room that is gone', () => {
    const rooms = new Set(files.map(file => roomOf(pathOf(file))));
    expect(Object.keys(rules).filter(room => !rooms.has(room))).toEqual([]);
  });

  test('no modules import each other in a circle, types included', () => {
    const graph = new Map(
      files.map(file => [
        pathOf(file),
        imports.filter(one => one.file === file).flatMap(one => moduleOf(one) ?? []),
      ]),
    );
    expect(
      circlesOf(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['a']],
          ['d', ['a']],
        ]),
      ),
    ).toEqual([['a', 'b', 'c']]);
    expect(circlesOf(graph)).toEqual([]);
  });

  test('no folders import each other, directly or around a corner, types included', () => {
    const graph = new Map<string, Set<string>>();
    for (const one of imports) {
      const [from, to] = [dirname(pathOf(one.file)), dirname(moduleOf(one) ?? 'node_modules/x')];
      const others = graph.get(from) ?? new Set();
      graph.set(from, others);
      if (to !== from && to !== 'node_modules') others.add(to);
    }
    const pairs = [...graph].flatMap(([from, others]) =>
      [...others].filter(to => from < to && graph.get(to)?.has(from)).map(to => `${from} and ${to}`),
    );
    console.info(`${graph.size} folders, ${pairs.length} pairs that import each other`);
    expect(pairs).toEqual([]);
    expect(circlesOf(new Map([...graph].map(([from, others]) => [from, [...others]])))).toEqual([]);
  });

  test('a feature of the screen knows another only where that is listed', () => {
    const folderOf = (path: string) => /^screen\/([^/]+)\//u.exec(path)?.[1];
    const arrows = imports.flatMap(one => {
      const [from, to] = [folderOf(pathOf(one.file)), folderOf(moduleOf(one) ?? '')];
      return from === undefined || to === undefined || from === to ? [] : [`${from} -> ${to}`];
    });
    const listed = Object.entries(screenArrows).flatMap(([from, others]) =>
      others.map(to => `${from} -> ${to}`),
    );
    expect([...new Set(arrows)].filter(arrow => !listed.includes(arrow))).toEqual([]);
    const ofFeatures = listed.filter(arrow => !screenKit.some(kit => arrow.endsWith(` -> ${kit}`)));
    expect(ofFeatures.filter(arrow => !arrows.includes(arrow))).toEqual([]);
    expect(
      imports
        .filter(
          one => folderOf(pathOf(one.file)) !== undefined && /^screen\/[^/]+$/u.test(moduleOf(one) ?? ''),
        )
        .map(say),
    ).toEqual([]);
  });

  test('only stores/ and targets/ import a store', () => {
    const openers = imports.filter(one => {
      const module = moduleOf(one) ?? '';
      const room = roomOf(pathOf(one.file));
      const isOpener =
        storeOpeners.test(`/${module}`) &&
        /^(database|engines|stores)\//u.test(module) &&
        dirname(module) !== 'stores';
      return isOpener && room !== roomOf(module) && !['stores', 'targets'].includes(room);
    });
    expect(openers.map(say)).toEqual([]);
  });

  test('no folder holds more than 30 files', () => {
    const counts = new Map<string, number>();
    for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    expect([...counts].filter(([, count]) => count > 30)).toEqual([]);
  });

  test('commands load the screen and the server only when they need them', () => {
    const early = imports.filter(one => {
      const target = moduleOf(one) ?? '';
      const isLate = lazyRooms.includes(roomOf(target)) || target === lateScreen;
      const isCommand = roomOf(pathOf(one.file)) === 'cli' && pathOf(one.file) !== lateScreen;
      return isCommand && isLate && !one.isLazy && !one.isType;
    });
    expect(early.map(say)).toEqual([]);
  });

  test('only components and their hooks import React and Ink', () => {
    const users = imports.filter(({ from }) => isOfInk(from)).map(({ file }) => file);
    expect(users.filter(file => !/^src\/screen\/.*(?:\.tsx|\/use-[a-z-]+\.ts)$/u.test(file))).toEqual([]);
  });

  test('the first frame and plain commands load neither React nor Ink', () => {
    const loadedBy = Map.groupBy(
      imports.filter(one => !one.isType && moduleOf(one) !== lateScreen),
      one => pathOf(one.file),
    );
    const loaded = new Set(files.map(pathOf).filter(path => path.startsWith('cli/') && path !== lateScreen));
    for (const path of loaded)
      for (const one of loadedBy.get(path) ?? []) loaded.add(moduleOf(one) ?? one.from);
    expect(loaded).toContain('screen/early-frame.ts');
    expect([...loaded].filter(isOfInk)).toEqual([]);
  });

  test('the screen masks the secrets of every text that it makes safe for the terminal', () => {
    const sanitising = imports.filter(one => {
      const isOfScreen = roomOf(pathOf(one.file)) === 'screen';
      return isOfScreen && moduleOf(one) === 'model/text/sanitize.ts';
    });
    expect(sanitising.map(({ file }) => file).sort()).toEqual([...maskedElsewhere].sort());
  });

  test('only those modules cut a text that show no start of a secret by it', () => {
    const found = files.filter(file => cut.test(readFileSync(join(root, file), 'utf8'))).map(pathOf);
    // Cursors, ids and hashes are no recorded texts, and what looks for secrets reads around them.
    const others =
      /^(?:server|stores|contract|recorder\/outbox|engines\/workflow-sdk\/files|model\/text\/secrets)\//u;
    expect(found.filter(path => !others.test(path)).sort()).toEqual(Object.keys(cutting).sort());
  });

  test('there is no clock and no process in model and screen', () => {
    const pattern = /\bDate\.now\(|\bnew Date\(\)|\bprocess\.|\bperformance\.now\(/u;
    const pure = files.filter(file => ['model', 'screen'].includes(pathOf(file).split('/')[0] ?? ''));
    expect(pure.filter(file => pattern.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });

  test('no pattern names a group twice, which the oldest Node that is promised refuses to load', () => {
    const twice = /\(\?<(?<name>[a-z]\w*)>[^\n]*\(\?<\k<name>>/iu;
    expect(files.filter(file => twice.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });
});
