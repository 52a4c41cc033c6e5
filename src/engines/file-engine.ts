import { type Stats, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Engine } from '../contract/engine.ts';
import { errorCode, InspectorError } from '../model/errors.ts';
import { addressPath, readStart, resolvePath } from './address-path.ts';

type FileEngine = Pick<Engine, 'kind' | 'recognize' | 'open'> &
  Partial<Engine> & {
    /** The end of the names of its files, which the name of a target lacks. */
    readonly ending: RegExp;
    readonly hint: string;
  };

export function fileEngine({ ending, hint, ...engine }: FileEngine): Engine {
  const { kind } = engine;
  return {
    isRemote: false,
    access: 'path',
    locate(text, where) {
      const path = addressPath(text);
      if (path !== '') return resolvePath(path, where);
      throw new InspectorError('usage', `"${kind}:" names no file`, { hint });
    },
    requireFile: place => requireFile(place, hint),
    nameOf: place => basename(place).replace(ending, '').replaceAll(',', '_') || kind,
    ...engine,
  };
}

/** Throws an `InspectorError` for what does not exist. Opening it reports what may not be looked at. */
export function requireFile(path: string, hint: string): void {
  if (!isMissing(path)) return;
  throw new InspectorError('usage', `there is no ${path}`, { hint });
}

function isMissing(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

/** False for a pipe, which could block a reader for ever, and for what may not be looked at. */
export function isFile(path: string): boolean {
  return statOf(path)?.isFile() === true;
}

export function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory() === true;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Empty for what is no file, or may not be read. */
export function startOfFile(path: string, length: number): string {
  try {
    return isFile(path) ? readStart(path, length) : '';
  } catch {
    return '';
  }
}

/** Converts errors of the file system to an `InspectorError`; returns others as they are. */
export function toFileError(error: unknown, path: string, hint: string): unknown {
  const code = errorCode(error);
  if (error instanceof InspectorError || code === undefined) return error;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new InspectorError('unreachable', `there is no ${path}`, { hint, cause: error });
  const reason = code === 'EACCES' || code === 'EPERM' ? 'this user may not read it' : code;
  return new InspectorError('unreadable', `cannot read ${path}: ${reason}`, { cause: error });
}
