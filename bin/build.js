#!/usr/bin/env node
// Builds `dist/`. The program is one CommonJS file, in which a module is evaluated, and what it needs of Node
// loaded, when it is first imported: before the first frame every file costs half a millisecond and every
// part of Node up to eight. What plain commands never load stands apart.
import { existsSync, globSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { build } from 'esbuild';

const shared = {
  bundle: true,
  platform: 'node',
  target: 'esnext',
  minify: true,
  // Node shows the line of an error that nobody caught: it has to be one that people can bear.
  lineLimit: 160,
  legalComments: 'none',
  logLevel: 'warning',
  external: ['better-sqlite3/package.json'],
  define: { 'process.env.NODE_ENV': '"production"' },
};

const asCommonJs = {
  ...shared,
  format: 'cjs',
  define: { ...shared.define, 'import.meta.url': '__moduleUrl' },
  banner: { js: "const __moduleUrl=require('node:url').pathToFileURL(__filename).href;" },
};

const asModule = {
  ...shared,
  format: 'esm',
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
};

/** What is started by others than `import()`: the library, and the threads. */
const whole = {
  'src/recorder/recorder.ts': 'recorder.js',
  'src/database/sqlite/worker/worker.ts': 'sqlite-worker.js',
  'src/database/sqlite/serve/write-worker.ts': 'sqlite-write-worker.js',
  'src/engines/otlp/otlp-worker.ts': 'otlp-worker.js',
  'src/engines/workflow-sdk/files/large-file-worker.ts': 'workflow-worker.js',
};

/**
 * What only some commands need stands in files of its own, loaded by `await import()`: the name of the file
 * in `dist/` by the module that is loaded. A class that both sides know is there twice: see `InspectorError`.
 */
const apart = {
  'src/ui/render-app.tsx': 'screen.js',
  'src/server/serve-store.ts': 'server.js',
  'src/stores/http/open-http-store.ts': 'http-store.js',
  'src/recorder/outbox/cloud-writer.ts': 'cloud-writer.js',
  'src/database/postgres/open-postgres-store.ts': 'postgres-store.js',
  'src/database/postgres/open-served-postgres.ts': 'served-postgres.js',
  ...Object.fromEntries(
    globSync('src/engines/*/open-*-store.ts').map(path => [
      path.replaceAll('\\', '/'),
      `${/open-(.*)\.ts$/.exec(path)[1]}.js`,
    ]),
  ),
};

const loadedApart = {
  name: 'loaded-apart',
  setup: ({ onResolve }) => {
    onResolve({ filter: /\.tsx?$/ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const file = apart[relative(process.cwd(), resolve(resolveDir, path)).replaceAll('\\', '/')];
      return file && { path: `./${file}`, external: true };
    });
  },
};

/**
 * The JavaScript of better-sqlite3 comes into the bundle, which saves loading a dozen files; its binaries
 * stay in the package's folder, and there is only one place where it says where that is.
 */
const sqliteInside = {
  name: 'sqlite-inside',
  setup: ({ onLoad }) => {
    onLoad({ filter: /better-sqlite3[\\/]lib[\\/]binding\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text.replaceAll(
        "path.join(__dirname, '..'",
        "path.join(path.dirname(require.resolve('better-sqlite3/package.json'))",
      );
      if (contents === text || contents.includes('__dirname')) throw new Error(`${path} is not as expected`);
      return { contents };
    });
  },
};

/** Ink asks for it when `DEV` is set, which nobody who uses the program does. */
const withoutDevtools = {
  name: 'without-devtools',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: 'nothing' }));
    onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'export default undefined;' }));
  },
};

// Whoever runs the program meanwhile runs the old one to its end, or the new one.
const next = `dist.${process.pid}`;
const last = `${next}.old`;
await Promise.all([
  build({
    ...asCommonJs,
    entryPoints: ['src/cli/entry.ts'],
    outfile: `${next}/entry.cjs`,
    plugins: [loadedApart, sqliteInside],
  }),
  ...Object.entries({ ...whole, ...apart }).map(([module, file]) =>
    build({
      ...asModule,
      entryPoints: [module],
      outfile: `${next}/${file}`,
      plugins: [loadedApart, sqliteInside, withoutDevtools],
    }),
  ),
]);
if (existsSync('dist')) await rename('dist', last);
await rename(next, 'dist');
await rm(last, { recursive: true, force: true });
