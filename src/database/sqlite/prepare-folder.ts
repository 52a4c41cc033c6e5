import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InspectorError } from '../../model/errors.ts';

/**
 * Makes the store's folder, and its file for its user alone, because payloads hold secrets; a `.runlens` of
 * its own stays out of version control. Throws an `InspectorError` when they cannot be made.
 */
export function prepareFolder(path: string): void {
  const folder = dirname(path);
  try {
    mkdirSync(folder, { recursive: true });
    const ignored = join(folder, '.gitignore');
    if (basename(folder) === '.runlens' && !existsSync(ignored)) writeFileSync(ignored, '*\n');
    // SQLite gives the files beside it the same mode.
    if (!existsSync(path)) writeFileSync(path, '', { flag: 'a', mode: 0o600 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const hint = 'name a folder that can be written';
    throw new InspectorError('unreadable', `the folder ${folder} cannot hold a store: ${reason}`, {
      hint,
      cause: error,
    });
  }
}
