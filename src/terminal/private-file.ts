import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Writes a file that only this user can read, in a temporary folder of its own, and resolves with its path. */
export async function writePrivateFile(name: string, content: string | Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'runlens-'));
  const path = join(folder, name);
  await writeFile(path, content, { mode: 0o600, flag: 'wx' });
  return path;
}
