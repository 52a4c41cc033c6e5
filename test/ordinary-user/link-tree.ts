import {
  chmodSync,
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

export const readByAll = 0o444;
export const runByAll = 0o555;

/**
 * Puts a file or folder elsewhere, where everybody may read or run it: by hard links, which take no room, or
 * by copies, on another disk and of files that were made under a strict umask.
 */
export function linkTree(source: string, target: string, needed = readByAll): void {
  const status = lstatSync(source);
  if (status.isSymbolicLink()) return symlinkSync(readlinkSync(source), target);
  if (!status.isDirectory()) return linkFile(source, target, status.mode, needed);
  makeOpenFolder(target);
  for (const name of readdirSync(source)) linkTree(join(source, name), join(target, name), needed);
}

/** Makes a folder and those above it that are missing, which everybody may enter whatever the umask. */
export function makeOpenFolder(path: string): void {
  const first = mkdirSync(path, { recursive: true });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) chmodSync(made, 0o755);
}

function linkFile(source: string, target: string, mode: number, needed: number): void {
  if ((mode & needed) === needed && tryLink(source, target)) return;
  copyFileSync(source, target);
  chmodSync(target, mode | needed);
}

function tryLink(source: string, target: string): boolean {
  try {
    linkSync(source, target);
    return true;
  } catch {
    return false;
  }
}
