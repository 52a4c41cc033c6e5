import { statSync } from 'node:fs';
import { mostCaseBytes, tooLargeCase } from '../../case-file/case-format.ts';
import { errorCode, InspectorError } from '../../model/errors.ts';

/** A number of the file that changes when it is written again. */
export type FileVersion = string;

/** Throws the file system's errors, and an `InspectorError` for what is no file or too large a one. */
export function versionOf(path: string): FileVersion {
  const stats = statSync(path);
  if (!stats.isFile()) throw new InspectorError('unreadable', `${path} is not a file`);
  if (stats.size > mostCaseBytes) throw tooLargeCase(`${path} has`, 'have fewer runs saved in one file');
  return `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}

/** Converts errors of the file system to an `InspectorError`; returns others as they are. */
export function toCaseError(error: unknown, path: string): unknown {
  if (error instanceof InspectorError) return error;
  const code = errorCode(error);
  if (code === undefined) return error;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new InspectorError('unreachable', `there is no ${path}`, {
      hint: 'name a file that "runlens case save" wrote',
      cause: error,
    });
  const reason = code === 'EACCES' || code === 'EPERM' ? 'this user may not read it' : code;
  return new InspectorError('unreadable', `cannot read ${path}: ${reason}`, { cause: error });
}
