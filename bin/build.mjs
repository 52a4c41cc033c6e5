#!/usr/bin/env node
// Builds `dist/`. What the first frame or a plain command needs is two CommonJS files, which evaluate a
// module, and load the parts of Node it needs, on its first import. Each file takes half a millisecond to
// load, 100 kB of code two, and a part of Node up to eight. All else gets files of its own.
import { createHash } from 'node:crypto';
import { existsSync, globSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { bundledPackages, requireAllBundled, toNotices } from './bundled-packages.mjs';
import { nodeWithoutPromises, packageChanges } from './package-changes.mjs';

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

/** The clock of `performance`, whose part of Node takes a millisecond to load. */
const clock = 'const __clock={now:()=>process.uptime()*1e3};';

const asCommonJs = {
  ...shared,
  format: 'cjs',
  define: { ...shared.define, 'import.meta': '__meta', performance: '__clock' },
  banner: {
    js: `const __folder=__dirname,__meta={get url(){return require('node:url').pathToFileURL(__filename).href}};${clock}`,
  },
};

const asModule = {
  ...shared,
  format: 'esm',
  banner: {
    js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url),__folder=import.meta.dirname;",
  },
};

/** Entry points of their own: the library and the threads. */
const entryPoints = {
  'src/recorder/recorder.ts': 'recorder.js',
  'src/database/sqlite/worker/worker.ts': 'sqlite-worker.js',
  'src/database/sqlite/serve/write-worker.ts': 'sqlite-write-worker.js',
  'src/database/sqlite/remove/remove-worker.ts': 'sqlite-remove-worker.js',
  'src/server/bodies/body-worker.ts': 'server-body-worker.js',
  'src/server/responses/render-worker.ts': 'server-render-worker.js',
  'src/cli/inspect/copy-worker.ts': 'copy-worker.js',
  'src/stores/http/scan-body-worker.ts': 'http-scan-worker.js',
  'src/engines/otlp/otlp-worker.ts': 'otlp-worker.js',
  'src/engines/case/case-worker.ts': 'case-worker.js',
  'src/engines/mastra/mastra-worker.ts': 'mastra-worker.js',
  'src/engines/temporal/temporal-worker.ts': 'temporal-worker.js',
  'src/engines/cloudflare/cloudflare-worker.ts': 'cloudflare-worker.js',
  'src/engines/n8n/n8n-worker.ts': 'n8n-worker.js',
  'src/engines/cloudflare-traces/cloudflare-traces-worker.ts': 'cloudflare-traces-worker.js',
  'src/engines/workflow-sdk/files/large-file-worker.ts': 'workflow-worker.js',
};

/**
 * What only some commands load, by `await import()`: the file in `dist/` by the module. A class that is used
 * on both sides exists twice: see `InspectorError`.
 */
const lazy = {
  'src/demo/write-demo-store.ts': 'demo.js',
  'src/demo/live/live-runs.ts': 'demo-live.js',
  'src/stores/merged/open-merged-store.ts': 'merged-store.js',
  'src/targets/config-parser.ts': 'config-parser.js',
  'src/database/sqlite/serve/open-served-sqlite.ts': 'served-sqlite.js',
  'src/cli/inspect/print-as-text.ts': 'print-as-text.js',
  'src/cli/inspect/run-screen.ts': 'screen.js',
  'src/cli/inspect/save-in-folder.ts': 'save-in-folder.js',
  'src/cli/inspect/run-linear.ts': 'linear.js',
  'src/server/serve-store.ts': 'server.js',
  'src/server/otlp/listen-otlp.ts': 'otlp-receiver.js',
  'src/mcp/serve-mcp.ts': 'mcp.js',
  'src/stores/http/open-http-store.ts': 'http-store.js',
  'src/recorder/outbox/cloud-writer.ts': 'cloud-writer.js',
  'src/database/sqlite/write/open-run-writer.ts': 'run-writer.js',
  'src/database/postgres/store/open-postgres-store.ts': 'postgres-store.js',
  'src/engines/kit/engine-database.ts': 'find-engines.js',
  'src/database/postgres/store/open-served-postgres.ts': 'served-postgres.js',
  'src/database/postgres/store/open-postgres-remover.ts': 'postgres-remover.js',
  ...Object.fromEntries(
    globSync('src/engines/*/open-*-store.ts').map(path => [
      path.replaceAll('\\', '/'),
      `${/open-(.*)\.ts$/.exec(path)[1]}.js`,
    ]),
  ),
};

/** The two ways in. Each holds all that its start needs, and loads the other for what only that one does. */
const starts = {
  'src/cli/inspect/open-screen.ts': 'first-screen.cjs',
  'src/cli/program.ts': 'commands.cjs',
};

const loadedLazily = inside => ({
  name: 'loaded-lazily',
  setup: ({ onResolve }) => {
    onResolve({ filter: /\.tsx?$/ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const module = relative(process.cwd(), resolve(resolveDir, path)).replaceAll('\\', '/');
      const file = module === inside ? undefined : (lazy[module] ?? starts[module]);
      return file && { path: `./${file}`, external: true };
    });
  },
});

/** ASCII is what Node reads and compiles quickest. What is not ASCII is in regular expressions. */
function toAscii(code) {
  if (/(?<!\\)(?:\\\\)*\\[^\x00-\x7f]/.test(code)) throw new Error('a character beyond ASCII is escaped');
  return code.replace(/[^\x00-\x7f]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * `require` loads a CommonJS file in a third of the time that `import()` takes; a module is imported by what
 * `bin/runlens.js` passes. The file begins with a hash of itself, by which its compiled code is kept.
 */
function asFunction(code) {
  const body = toAscii(code)
    .replace(/\bimport\("(\.\/[\w-]+\.cjs)"\)/g, 'Promise.resolve().then(()=>require("$1"))')
    .replace(/\bimport\("(\.\/[\w-]+\.js)"\)/g, 'importModule("$1")');
  const text = `(function(exports,require,module,__filename,__dirname,importModule){${body}\n})`;
  return `//${createHash('sha256').update(text).digest('hex').slice(0, 16)}\n${text}`;
}

/** What programs load that record. */
const inPrograms = new Set(['recorder.js', 'run-writer.js']);

async function bundle(file, entry, options, inside) {
  const isInPrograms = inPrograms.has(file);
  const { outputFiles, metafile } = await build({
    ...options,
    ...entry,
    outfile: `${next}/${file}`,
    plugins: [loadedLazily(inside), ...packageChanges, ...(isInPrograms ? [nodeWithoutPromises] : [])],
    write: false,
    metafile: true,
  });
  for (const { path, text } of outputFiles) {
    const code = isInPrograms ? toAscii(text) : text;
    await writeFile(path, file.endsWith('.cjs') ? asFunction(code) : code);
  }
  return metafile;
}

// A program that is started during the build runs all of the old build or all of the new one.
const next = `dist.${process.pid}`;
const last = `${next}.old`;
await mkdir(next);
const metafiles = await Promise.all([
  ...Object.entries(starts).map(([module, file]) => {
    const contents = `export { runProgram } from './src/cli/entry.ts'; export * from './${module}';`;
    return bundle(file, { stdin: { contents, resolveDir: process.cwd() } }, asCommonJs, module);
  }),
  ...Object.entries({ ...entryPoints, ...lazy }).map(([module, file]) =>
    bundle(file, { entryPoints: [module] }, asModule),
  ),
]);
requireAllBundled(metafiles);
export const bundled = bundledPackages(metafiles);
await writeFile(`${next}/third-party-notices.txt`, toNotices(bundled));
if (existsSync('dist')) await rename('dist', last);
await rename(next, 'dist');
await rm(last, { recursive: true, force: true });
