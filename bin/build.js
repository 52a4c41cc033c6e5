#!/usr/bin/env node
// Builds `dist/`. What the first frame or a plain command needs is two CommonJS files, which evaluate a
// module, and load the parts of Node it needs, on its first import. Each file takes half a millisecond to
// load, 100 kB of code two, and a part of Node up to eight. All else gets files of its own.
import { createHash } from 'node:crypto';
import { existsSync, globSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
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

/** Entry points of their own: the program, the library and the threads. */
const entryPoints = {
  'src/cli/entry.ts': 'entry.cjs',
  'src/recorder/recorder.ts': 'recorder.js',
  'src/database/sqlite/worker/worker.ts': 'sqlite-worker.js',
  'src/database/sqlite/serve/write-worker.ts': 'sqlite-write-worker.js',
  'src/database/sqlite/remove/remove-worker.ts': 'sqlite-remove-worker.js',
  'src/database/sqlite/write/bulk/bulk-index-worker.ts': 'sqlite-bulk-index-worker.js',
  'src/server/bodies/body-worker.ts': 'server-body-worker.js',
  'src/server/responses/render-worker.ts': 'server-render-worker.js',
  'src/cli/copies/copy-worker.ts': 'copy-worker.js',
  'src/stores/http/lazy/scan-body-worker.ts': 'http-scan-worker.js',
  'src/engines/otlp/otlp-worker.ts': 'otlp-worker.js',
  'src/engines/workflow-sdk/files/large-file-worker.ts': 'workflow-worker.js',
};

/**
 * What only some commands load, by `await import()`: the file in `dist/` by the module. A class that is used
 * on both sides exists twice: see `InspectorError`.
 */
const lazy = {
  'src/cli/program.ts': 'commands.cjs',
  'src/cli/open-screen.ts': 'first-screen.cjs',
  'src/demo/write-demo-store.ts': 'demo.js',
  'src/demo/live/live-runs.ts': 'demo-live.js',
  'src/stores/merged/open-merged-store.ts': 'merged-store.js',
  'src/targets/config-parser.ts': 'config-parser.js',
  'src/database/sqlite/serve/open-served-sqlite.ts': 'served-sqlite.js',
  'src/cli/print/print-as-text.ts': 'print-as-text.js',
  'src/cli/run-screen.ts': 'screen.js',
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

/** Commander imports the part of Node that starts processes, which takes 4 ms, and hardly ever uses it. */
const processesOnFirstUse = {
  name: 'processes-on-first-use',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^node:child_process$/ }, ({ importer, path }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path, namespace: 'on-first-use' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'on-first-use' }, () => ({
      contents:
        "export default { spawn: (...command) => process.getBuiltinModule('node:child_process').spawn(...command) };",
    }));
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

/**
 * `require` loads a CommonJS file in a third of the time that `import()` takes; a module is imported by what
 * `bin/code-cache.cjs` passes. The file begins with a hash of itself, by which its compiled code is kept.
 */
function finish(path, code) {
  if (!path.endsWith('.cjs')) return code;
  const text = code
    .replace(/\bimport\("(\.\/[\w-]+\.cjs)"\)/g, 'Promise.resolve().then(()=>require("$1"))')
    .replace(/\bimport\("(\.\/[\w-]+\.js)"\)/g, 'importModule("$1")');
  return `//${createHash('sha256').update(text).digest('hex').slice(0, 16)}\n${text}`;
}

// A program that is started during the build runs all of the old build or all of the new one.
const next = `dist.${process.pid}`;
const last = `${next}.old`;
await mkdir(next);
await Promise.all(
  Object.entries({ ...entryPoints, ...lazy }).map(async ([module, file]) => {
    const { outputFiles } = await build({
      ...(file.endsWith('.cjs') ? asCommonJs : asModule),
      entryPoints: [module],
      outfile: `${next}/${file}`,
      plugins: [loadedLazily, sqliteInside, withoutDevtools, ownWidths, processesOnFirstUse],
      write: false,
    });
    for (const { path, text } of outputFiles) await writeFile(path, finish(path, text));
  }),
);
if (existsSync('dist')) await rename('dist', last);
await rename(next, 'dist');
await rm(last, { recursive: true, force: true });
