import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A folder in `$XDG_DATA_HOME` (XDG Base Directory Specification 0.8), `~/Library/Application Support`, or
 * `%LOCALAPPDATA%`, which is not synchronized to other machines.
 */
export function defaultSpoolFolder(env: Environment, platform: NodeJS.Platform = process.platform): string {
  return join(dataFolder(env, platform), 'runlens', 'spool');
}

function dataFolder(env: Environment, platform: NodeJS.Platform): string {
  if (platform === 'win32') return env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support');
  const named = env['XDG_DATA_HOME'];
  return named?.startsWith('/') ? named : join(homedir(), '.local', 'share');
}

/** The folder for one server's spools, inside a spool folder. */
export function spoolFolderOf(folder: string, shownUrl: string): string {
  return join(folder, createHash('sha256').update(shownUrl).digest('hex').slice(0, 16));
}
