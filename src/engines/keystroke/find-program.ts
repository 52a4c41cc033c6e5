import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, relative, sep } from 'node:path';
import type { ConfigOwner } from '../../contract/engine.ts';
import { InspectorError } from '../../model/errors.ts';

/** The name under which the command line is installed. */
const programName = 'keystroke';

type Wanted = {
  /** An absolute path, a name to be looked for in `PATH`, or the empty text for `keystroke` itself. */
  readonly place: string;
  readonly givenBy: ConfigOwner;
  /** The folder of the project, whose own executables are not taken for it when the project asks. */
  readonly project: string;
  readonly path: string | undefined;
};

/**
 * The executable of a target, looked for but not run. What a project's configuration names is not run, as
 * whoever wrote that file would choose what runs here; it may only say `keystroke:`, which is then looked for
 * outside of the project. Throws an `InspectorError`.
 */
export function findProgram({ place, givenBy, project, path }: Wanted): string {
  if (givenBy === 'project' && place !== '') {
    throw new InspectorError(
      'usage',
      `keystroke:${place} is an executable that a project's configuration names: it is not run`,
      {
        hint: `look at it, then say so yourself: --target "keystroke:${place}", or a target of your own configuration`,
      },
    );
  }
  if (isAbsolute(place)) return checkFile(place);
  const name = place === '' ? programName : place;
  const folders = (path ?? '').split(delimiter).filter(isAbsolute);
  const trusted = folders.filter(folder => givenBy === 'user' || !isInside(folder, project));
  const found = trusted.map(folder => join(folder, name)).find(isExecutable);
  if (found !== undefined) return found;
  throw new InspectorError('unreachable', `${name} is not installed: no folder of PATH has it`, {
    hint: 'install it, or name the executable: keystroke:/path/to/it',
  });
}

function checkFile(path: string): string {
  if (isExecutable(path)) return path;
  const isThere = statSync(path, { throwIfNoEntry: false }) !== undefined;
  throw new InspectorError('unreachable', isThere ? `${path} cannot be run` : `there is no ${path}`, {
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
