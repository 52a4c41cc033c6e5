#!/usr/bin/env node
// Builds `dist/`. The program is one CommonJS file, in which a module is evaluated, and what it needs of Node loaded, when
// it is first imported: before the first frame every file costs half a millisecond and every part of Node up to eight.
// Ink and React stand apart in `screen.js`, which plain commands never load.
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';

const shared = {
  bundle: true,
  platform: 'node',
  target: 'esnext',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  external: ['better-sqlite3'],
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

const screenApart = {
  name: 'screen-apart',
  setup: ({ onResolve }) => {
    onResolve({ filter: /\/render-app\.tsx$/ }, () => ({ path: './screen.js', external: true }));
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

await rm('dist', { recursive: true, force: true });
await Promise.all([
  build({
    ...asCommonJs,
    entryPoints: ['src/cli/entry.ts'],
    outfile: 'dist/entry.cjs',
    plugins: [screenApart],
  }),
  build({
    ...asModule,
    entryPoints: ['src/ui/render-app.tsx'],
    outfile: 'dist/screen.js',
    plugins: [withoutDevtools],
  }),
  build({ ...asModule, entryPoints: ['src/recorder/recorder.ts'], outfile: 'dist/recorder.js' }),
  build({ ...asModule, entryPoints: ['src/stores/sqlite/worker.ts'], outfile: 'dist/sqlite-worker.js' }),
]);
