import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, relative, sep } from 'node:path';

type Search = {
  /** The value of `PATH`. */
  readonly path: string | undefined;
  /** Executables in this folder are run only by their paths. */
  readonly project: string;
  readonly home: string;
};

/** The folders of `PATH` but relative ones and those of the project, which may be a stranger's. */
export function trustedFolders({ path, project, home }: Search): readonly string[] {
  const folders = (path ?? '').split(delimiter).filter(isAbsolute);
  return folders.filter(folder => !isOfProject(folder, project, home));
}

export function findInFolders(name: string, folders: readonly string[]): string | undefined {
  return folders.map(folder => join(folder, name)).find(isExecutable);
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
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

function isInside(path: string, folder: string): boolean {
  const rest = relative(folder, path);
  return rest !== '..' && !rest.startsWith(`..${sep}`) && !isAbsolute(rest);
}
