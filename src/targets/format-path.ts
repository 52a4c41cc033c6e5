import { isAbsolute, join, relative, sep } from 'node:path';

/** A path as a person in `cwd` would type it: `./…` below it, `~/…` below home, else whole. */
export function formatPath(path: string, cwd: string, home: string): string {
  const below = pathBelow(path, cwd);
  if (below !== undefined) return below === '' ? '.' : `.${sep}${below}`;
  const belowHome = pathBelow(path, home);
  return belowHome === undefined ? path : join('~', belowHome);
}

function pathBelow(path: string, folder: string): string | undefined {
  const rest = relative(folder, path);
  const isOutside = rest === '..' || rest.startsWith(`..${sep}`) || isAbsolute(rest);
  return isOutside ? undefined : rest;
}
