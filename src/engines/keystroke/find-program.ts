import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, relative, sep } from 'node:path';
import type { ConfigOwner } from '../../contract/engine.ts';
import { InspectorError } from '../../model/errors.ts';

type WantedProgram = {
  /** An absolute path, a name in `PATH`, or empty for `keystroke`. */
  readonly place: string;
  readonly writtenBy: ConfigOwner;
  /** Executables in this folder are run only by their paths. */
  readonly project: string;
  readonly home: string;
  readonly path: string | undefined;
};

/** Finds what to run. A project chooses no program: not by its configuration, nor by files in its folder. */
export function findProgram({ place, writtenBy, project, home, path }: WantedProgram): string {
  if (writtenBy === 'project') {
    const message = `keystroke:${place} is a program that a project's configuration chooses: it is not run`;
    const hint = `look at it, then say so yourself: --target "keystroke:${place}", or a target of your own configuration`;
    throw new InspectorError('usage', message, { hint });
  }
  if (isAbsolute(place)) return checkFile(place);
  const name = place === '' ? 'keystroke' : place;
  const folders = (path ?? '').split(delimiter).filter(isAbsolute);
  const trusted = folders.filter(folder => !isOfProject(folder, project, home));
  const found = trusted.map(folder => join(folder, name)).find(isExecutable);
  if (found !== undefined) return found;
  throw new InspectorError(
    'unreachable',
    `${name} is not installed: no folder of PATH outside the project has it`,
    {
      hint: 'install it, or name the executable: keystroke:/path/to/it',
    },
  );
}

/** Whether a folder of `PATH` is in the project, or holds what a project above has installed. */
function isOfProject(folder: string, project: string, home: string): boolean {
  const [real, own] = [realPath(folder), realPath(project)];
  const [root = real] = real.split(`${sep}node_modules${sep}`);
  if (root !== real && isInside(own, root)) return true;
  return isInside(real, own) && !isInside(realPath(home), own);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function checkFile(path: string): string {
  if (isExecutable(path)) return path;
  const message = existsSync(path) ? `${path} cannot be run` : `there is no ${path}`;
  throw new InspectorError('unreachable', message, {
    hint: 'name an executable that takes the commands of keystroke: keystroke:/path/to/it',
  });
}

function isInside(path: string, folder: string): boolean {
  const rest = relative(folder, path);
  return rest !== '..' && !rest.startsWith(`..${sep}`) && !isAbsolute(rest);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
