import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, relative, sep } from 'node:path';
import type { ConfigOwner } from '../../contract/engine.ts';
import { InspectorError } from '../../model/errors.ts';

type WantedProgram = {
  /** An absolute path, a name in `PATH`, or empty for `keystroke`. */
  readonly place: string;
  readonly writtenBy: ConfigOwner;
  /** Executables in this folder are not run for targets of the project's configuration. */
  readonly project: string;
  readonly path: string | undefined;
};

/** Refuses an executable that a project's configuration names: its author would choose what runs here. */
export function findProgram({ place, writtenBy, project, path }: WantedProgram): string {
  if (writtenBy === 'project' && place !== '') {
    const message = `keystroke:${place} is an executable that a project's configuration names: it is not run`;
    const hint = `look at it, then say so yourself: --target "keystroke:${place}", or a target of your own configuration`;
    throw new InspectorError('usage', message, { hint });
  }
  if (isAbsolute(place)) return checkFile(place);
  const name = place === '' ? 'keystroke' : place;
  const folders = (path ?? '').split(delimiter).filter(isAbsolute);
  const trusted = folders.filter(folder => writtenBy === 'user' || !isInside(folder, project));
  const found = trusted.map(folder => join(folder, name)).find(isExecutable);
  if (found !== undefined) return found;
  throw new InspectorError('unreachable', `${name} is not installed: no folder of PATH has it`, {
    hint: 'install it, or name the executable: keystroke:/path/to/it',
  });
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
