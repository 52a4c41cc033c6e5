import { globSync, readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Plugin as BundlePlugin, build } from 'esbuild';
import type { Plugin } from 'vitest/config';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'node_modules', '.cache', 'threads');

/** How a module names the file of its thread: the source, or the bundle of the build. */
const choice =
  /threadFile\(\s*import\.meta\.url,\s*'(?<source>\.\.?\/[\w/-]+\.ts)',\s*'\.\/(?<bundle>[\w-]+\.js)'/;

/** A module beside the bundles, which are the files of threads for what is built. */
const built = pathToFileURL(join(folder, 'built.js')).href;

/** Starts threads from bundles of the sources: to load one from its sources takes many times as long. */
export const builtThreads: Plugin = {
  name: 'built-threads',
  enforce: 'pre',
  transform(code) {
    if (!choice.test(code)) return undefined;
    const atBundles = (call: string) => call.replace('import.meta.url', JSON.stringify(built));
    return { code: code.replace(choice, atBundles), map: null };
  },
};

/** Bundles every thread of the sources as they are now. */
export async function buildThreads(): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { outputFiles } = await build({
    entryPoints: findThreads(),
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    plugins: [servesManyStores],
    target: 'esnext',
    write: false,
    logLevel: 'warning',
  });
  const files = [...outputFiles, { path: join(folder, 'package.json'), text: '{ "type": "module" }\n' }];
  await Promise.all(files.map(({ path, text }) => writeWhole(path, text)));
}

/** Makes the threads able to serve one store after the other: see `keep-threads.ts`. */
const servesManyStores: BundlePlugin = {
  name: 'serves-many-stores',
  setup({ onResolve, onLoad }) {
    const here = (name: string) => join(import.meta.dirname, name);
    onResolve({ filter: /serve-thread\.ts$/ }, ({ importer }) =>
      importer === here('serve-kept.ts') ? undefined : { path: here('serve-kept.ts') },
    );
    onResolve({ filter: /^node:worker_threads$/ }, ({ importer }) =>
      importer.endsWith('serve-thread.ts') ? { path: here('kept-port.ts') } : undefined,
    );
    onResolve({ filter: /^better-sqlite3$/ }, ({ importer, path }) =>
      importer === here('closable-database.ts') ? undefined : { path, namespace: 'closable' },
    );
    onLoad({ filter: /./, namespace: 'closable' }, () => ({
      contents: "export { ClosableDatabase as default } from './closable-database.ts';",
      resolveDir: import.meta.dirname,
    }));
  },
};

function findThreads(): { readonly in: string; readonly out: string }[] {
  return globSync('src/**/*.ts', { cwd: root }).flatMap(path => {
    const { source, bundle } = choice.exec(readFileSync(join(root, path), 'utf8'))?.groups ?? {};
    if (source === undefined || bundle === undefined) return [];
    return [{ in: resolve(root, dirname(path), source), out: bundle.replace(/\.js$/, '') }];
  });
}

/** Another run of the tests, which may use the file at the same time, sees the old one or the new one. */
async function writeWhole(path: string, text: string): Promise<void> {
  const written = `${path}.${process.pid}`;
  await writeFile(written, text);
  await rename(written, path);
}
