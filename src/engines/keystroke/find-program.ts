import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { ConfigOwner } from '../../contract/engine.ts';
import { InspectorError } from '../../model/errors.ts';
import { findInFolders, isExecutable, trustedFolders } from '../../programs/find-on-path.ts';

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
export function findProgram({ place, writtenBy, ...search }: WantedProgram): string {
  if (writtenBy === 'project') {
    const message = `keystroke:${place} is a program that a project's configuration chooses: it is not run`;
    const hint = `look at it, then say so yourself: --target "keystroke:${place}", or a target of your own configuration`;
    throw new InspectorError('usage', message, { hint });
  }
  if (isAbsolute(place)) return checkFile(place);
  const name = place === '' ? 'keystroke' : place;
  const found = findInFolders(name, trustedFolders(search));
  if (found !== undefined) return found;
  throw new InspectorError(
    'unreachable',
    `${name} is not installed: no folder of PATH outside the project has it`,
    {
      hint: 'install it, or name the executable: keystroke:/path/to/it',
    },
  );
}

function checkFile(path: string): string {
  if (isExecutable(path)) return path;
  const message = existsSync(path) ? `${path} cannot be run` : `there is no ${path}`;
  throw new InspectorError('unreachable', message, {
    hint: 'name an executable that takes the commands of keystroke: keystroke:/path/to/it',
  });
}
