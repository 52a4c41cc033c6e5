#!/usr/bin/env node
// Builds `dist/`. The program is one CommonJS file, which evaluates a module, and loads the parts of Node it
// needs, on its first import: before the first frame each file takes half a millisecond, and each part of
// Node up to eight. What plain commands never load gets files of its own.
import { existsSync, globSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { build } from 'esbuild';

const shared = {
  bundle: true,
  platform: 'node',
  target: 'esnext',
  minify: true,
  // Node prints the line of an uncaught error, which must not fill the terminal.
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

/** Entry points of their own: the library and the threads. */
const entryPoints = {
  'src/recorder/recorder.ts': 'recorder.js',
  'src/database/sqlite/worker/worker.ts': 'sqlite-worker.js',
  'src/database/sqlite/serve/write-worker.ts': 'sqlite-write-worker.js',
  'src/database/sqlite/remove/remove-worker.ts': 'sqlite-remove-worker.js',
  'src/server/bodies/body-worker.ts': 'server-body-worker.js',
  'src/server/responses/render-worker.ts': 'server-render-worker.js',
  'src/engines/otlp/otlp-worker.ts': 'otlp-worker.js',
  'src/engines/workflow-sdk/files/large-file-worker.ts': 'workflow-worker.js',
};

/**
 * What only some commands load, by `await import()`: the file in `dist/` by the module. A class that is used
 * on both sides exists twice: see `InspectorError`.
 */
const lazy = {
  'src/ui/render-app.tsx': 'screen.js',
  'src/server/serve-store.ts': 'server.js',
  'src/stores/http/open-http-store.ts': 'http-store.js',
  'src/recorder/outbox/cloud-writer.ts': 'cloud-writer.js',
  'src/database/postgres/open-postgres-store.ts': 'postgres-store.js',
  'src/database/postgres/open-served-postgres.ts': 'served-postgres.js',
  'src/database/postgres/open-postgres-remover.ts': 'postgres-remover.js',
  ...Object.fromEntries(
    globSync('src/engines/*/open-*-store.ts').map(path => [
      path.replaceAll('\\', '/'),
      `${/open-(.*)\.ts$/.exec(path)[1]}.js`,
    ]),
  ),
};

const loadedLazily = {
  name: 'loaded-lazily',
  setup: ({ onResolve }) => {
    onResolve({ filter: /\.tsx?$/ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const file = lazy[relative(process.cwd(), resolve(resolveDir, path)).replaceAll('\\', '/')];
      return file && { path: `./${file}`, external: true };
    });
  },
};

/**
 * Bundles the JavaScript of better-sqlite3, which saves loading a dozen files. Its binaries stay in the
 * folder of the package, which only `binding.js` locates.
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

/** Ink imports it when `DEV` is set, which is never the case in the built program. */
const withoutDevtools = {
  name: 'without-devtools',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: 'nothing' }));
    onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: 'export default undefined;' }));
  },
};

/** Lets Ink measure text as the rest of the program does, which loads and runs faster. */
const ownWidths = {
  name: 'own-widths',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^string-width$/ }, ({ path }) => ({ path, namespace: 'own-widths' }));
    onLoad({ filter: /.*/, namespace: 'own-widths' }, () => ({
      contents: "export { displayWidth as default } from './src/model/text/width.ts';",
      resolveDir: process.cwd(),
    }));
  },
};

// A program that is started during the build runs all of the old build or all of the new one.
const next = `dist.${process.pid}`;
const last = `${next}.old`;
await Promise.all([
  build({
    ...asCommonJs,
    entryPoints: ['src/cli/entry.ts'],
    outfile: `${next}/entry.cjs`,
    plugins: [loadedLazily, sqliteInside],
  }),
  ...Object.entries({ ...entryPoints, ...lazy }).map(([module, file]) =>
    build({
      ...asModule,
      entryPoints: [module],
      outfile: `${next}/${file}`,
      plugins: [loadedLazily, sqliteInside, withoutDevtools, ownWidths],
    }),
  ),
]);
if (existsSync('dist')) await rename('dist', last);
await rename(next, 'dist');
await rm(last, { recursive: true, force: true });
