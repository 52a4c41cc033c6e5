import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { linkTree, makeOpenFolder, runByAll } from './link-tree.ts';
import { ordinaryUser } from './ordinary-user.ts';
import { makeReachableFolder } from './reachable-folder.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));

/** All that the built program needs, of which the database's binaries are in one of two folders. */
const parts = [
  'package.json',
  'bin/code-cache.cjs',
  'bin/package.json',
  'bin/runlens.js',
  'dist',
  ...['package.json', 'prebuilds', 'build'].map(ofSqlite),
];

/** Node and the built program, where the ordinary user can run them. */
export type ReachableProgram = {
  readonly node: string;
  readonly program: string;
  readonly remove: () => void;
};

export function makeReachableProgram(): ReachableProgram {
  if (ordinaryUser.uid === undefined) {
    return { node: process.execPath, program: join(project, 'bin/runlens.js'), remove: () => {} };
  }
  const folder = makeReachableFolder('runlens-program-');
  const node = join(folder, 'node');
  linkTree(process.execPath, node, runByAll);
  for (const part of parts.filter(name => existsSync(join(project, name)))) {
    makeOpenFolder(dirname(join(folder, part)));
    linkTree(join(project, part), join(folder, part));
  }
  return {
    node,
    program: join(folder, 'bin/runlens.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function ofSqlite(name: string): string {
  return join('node_modules/better-sqlite3', name);
}
