import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InspectorError, thrownMessage } from '../model/errors.ts';

/** Writes a file that only this user can read, in a folder of its own; resolves with its path. */
export async function writeTemporaryFile(name: string, content: string | Uint8Array): Promise<string> {
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(tmpdir(), 'runlens-'));
    const path = join(folder, name);
    await writeFile(path, content, { mode: 0o600, flag: 'wx' });
    return path;
  } catch (cause) {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true }).catch(() => {});
    const why = thrownMessage(cause);
    throw new InspectorError('unreadable', `cannot write a temporary file: ${why}`, {
      hint: 'set TMPDIR to a folder that you may write to and that has room',
      cause,
    });
  }
}
