import { chmodSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ordinaryUser } from './ordinary-user.ts';

/** Others may enter, but not list it. */
const enterable = 0o711;

/**
 * Makes a temporary folder which the ordinary user can reach, in `first` if that can be. The clone and
 * `TMPDIR` of root often stand in folders that only root may enter.
 */
export function makeReachableFolder(prefix: string, first = tmpdir()): string {
  const parent = [first, tmpdir(), '/tmp', '/var/tmp'].find(isReachable) ?? first;
  const folder = mkdtempSync(join(parent, prefix));
  if (ordinaryUser.uid !== undefined) chmodSync(folder, enterable);
  return folder;
}

/** Whether the ordinary user may enter a folder and all that lead to it. */
export function isReachable(folder: string): boolean {
  if (ordinaryUser.uid === undefined) return true;
  for (let path = folder; ; path = dirname(path)) {
    const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
    if ((mode & 0o001) === 0) return false;
    if (path === dirname(path)) return true;
  }
}
