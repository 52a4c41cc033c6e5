import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InspectorError, thrownMessage } from '../../model/errors.ts';
import { isFull, toStoreError } from './sqlite-error.ts';

/** Creates folder and file, private because payloads hold secrets. Throws an `InspectorError`. */
export function prepareFolder(path: string): void {
  const folder = dirname(path);
  try {
    mkdirSync(folder, { recursive: true });
    const ignored = join(folder, '.gitignore');
    if (basename(folder) === '.runlens' && !existsSync(ignored)) writeFileSync(ignored, '*\n');
    // SQLite gives its `-wal` and `-shm` files the same mode.
    if (!existsSync(path)) writeFileSync(path, '', { flag: 'a', mode: 0o600 });
  } catch (error) {
    if (isFull(error)) throw toStoreError(error, path);
    const reason = thrownMessage(error);
    const hint = 'name a folder that can be written';
    throw new InspectorError('unreadable', `the folder ${folder} cannot hold a store: ${reason}`, {
      hint,
      cause: error,
    });
  }
}
