import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const sections = read('dist/third-party-notices.txt')
  .split(/^={80}\n/mu)
  .slice(1);
const heads = sections.map(section => /^(\S+) (\S+) \([^)]+\)$/mu.exec(section) ?? []);
const named = new Set(heads.map(([, name = '']) => name));

type Locked = { readonly version: string; readonly dependencies?: Readonly<Record<string, string>> };
const locked: Readonly<Record<string, Locked>> = JSON.parse(read('package-lock.json')).packages;

/** What packages ask for although the build takes nothing of it. */
const nothingBundled = ['argparse', 'node-addon-api', 'string-width', 'type-fest'];

test('the notices name each package that a source imports', () => {
  const imported = globSync('src/**/*.{ts,tsx}', { cwd: root }).flatMap(path =>
    [
      ...read(path).matchAll(/^(?:import|export) (?!type ).*\bfrom '((?!node:)(?:@[\w-]+\/)?[a-z][\w-]*)/gmu),
    ].map(([, name = '']) => name),
  );
  expect(new Set(imported)).toContain('commander');
  expect([...new Set(imported)].filter(name => !named.has(name))).toEqual([]);
});

test('the notices name what bundled packages need in turn, in the version that is installed', () => {
  const needed = [...named].flatMap(name => Object.keys(locked[`node_modules/${name}`]?.dependencies ?? {}));
  expect(needed).toContain('yoga-layout');
  expect([...new Set(needed)].filter(name => !named.has(name)).sort()).toEqual(nothingBundled);
  for (const [, name = '', version] of heads) {
    const versions = Object.entries(locked).flatMap(([path, item]) =>
      path.endsWith(`node_modules/${name}`) ? [item.version] : [],
    );
    expect(versions, name).toContain(version);
  }
});

test('the notices hold a licence of each package, and who gave it', () => {
  for (const section of sections) {
    expect(section).toMatch(/copyright/iu);
    expect(section).toMatch(/permission is hereby granted|permission to use, copy|apache license/iu);
  }
});
