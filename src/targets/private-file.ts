import { closeSync, fstatSync } from 'node:fs';
import { openRegularFile, readOpenFile, UnfitFile } from '../files/read-small-file.ts';
import { errorCode, InspectorError } from '../model/errors.ts';

const forOthers = 0o077;

/** Reads a file with secrets. Throws an `InspectorError` if another user owns it or can read it. */
export function readPrivateFile(path: string): string {
  let file: number | undefined;
  try {
    file = openRegularFile(path);
    const { mode, uid } = fstatSync(file);
    if (process.platform !== 'win32') refuseShared(path, mode, uid);
    return readOpenFile(file);
  } catch (error) {
    if (error instanceof InspectorError) throw error;
    const reason = error instanceof UnfitFile ? error.message : (errorCode(error) ?? 'it cannot be opened');
    throw new InspectorError('auth', `cannot read the token in ${path}: ${reason}`, { cause: error });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function refuseShared(path: string, mode: number, uid: number): void {
  if (uid !== process.getuid?.()) {
    throw new InspectorError('auth', `${path} belongs to another user: no token is read from it`, {
      hint: 'create a file of your own that nobody else can read',
    });
  }
  if ((mode & forOthers) !== 0) {
    throw new InspectorError('auth', `others can read ${path}: no token is read from it`, {
      hint: `chmod 600 ${path}`,
    });
  }
}
