import { globSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const staticImport = /^(?:import|export) (?!type\b)(?:[^;'"]*? from )?'([^']+)'/gm;

/** Every module that is loaded with a file before any of its code runs: files as paths, packages by name. */
function loadedWith(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [statement, name = ''] of readFileSync(file, 'utf8').matchAll(staticImport)) {
    if (isOnlyTypes(statement)) continue;
    if (name.startsWith('.')) loadedWith(resolve(dirname(file), name), seen);
    else seen.add(name);
  }
  return seen;
}

function isOnlyTypes(statement: string): boolean {
  const names = /\{([^}]*)\}/.exec(statement)?.[1]?.split(',') ?? [];
  const written = names.map(name => name.trim()).filter(name => name !== '');
  return written.length > 0 && written.every(name => name.startsWith('type '));
}

const packagesOf = (file: string) => [...loadedWith(resolve(file))].filter(name => !name.startsWith('/'));
const foldersOf = (file: string) =>
  [...loadedWith(resolve(file))].filter(name => name.startsWith('/')).map(name => dirname(name));

describe('what is loaded before it is needed', () => {
  it.each(['src/cli/entry.ts', 'src/cli/inspect/inspect.ts'])(
    '%s reaches the first frame with nothing but Node',
    file => {
      expect(packagesOf(file).filter(name => !name.startsWith('node:'))).toEqual([]);
    },
  );

  it('parses options without cryptography, which takes 4 ms to load', () => {
    expect(packagesOf('src/cli/options/parse-value.ts')).not.toContain('node:crypto');
  });

  it('knows the commands with nothing but their parser', () => {
    const packages = packagesOf('src/cli/program.ts').filter(name => !name.startsWith('node:'));
    expect(packages).toEqual(['commander']);
  });

  it.each([...globSync('src/cli/commands/**/*.ts'), 'src/cli/inspect/inspect.ts'])(
    'does not load the screen with %s',
    file => {
      const folders = foldersOf(file);
      expect(folders.filter(folder => /\/src\/(ui|server|mcp|terminal)/.test(folder))).toEqual([]);
    },
  );
});
