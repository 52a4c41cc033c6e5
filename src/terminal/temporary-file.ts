import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { lstat, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { InspectorError, thrownMessage } from '../model/errors.ts';
import { hostIdentity, isProcessAlive, ownIdentity } from '../programs/process-identity.ts';

/** Writes a file that only this user can read, in a folder of its own. It stays: the user sees its path. */
export function writeTemporaryFile(name: string, content: string | Uint8Array): Promise<string> {
  return writeInFolder('runlens-', name, content);
}

/** The file is removed after the work, at the exit of the process or, after a kill, by `removeLeftFiles`. */
export async function withTemporaryFile<T>(
  name: string,
  content: string | Uint8Array,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const path = await writeInFolder(ownPrefix(), name, content);
  const folder = dirname(path);
  const removeNow = () => rmSync(folder, { recursive: true, force: true });
  process.on('exit', removeNow);
  try {
    return await use(path);
  } finally {
    process.off('exit', removeNow);
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeInFolder(prefix: string, name: string, content: string | Uint8Array): Promise<string> {
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(tmpdir(), prefix));
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

/** The folder's name identifies its process: `runlens-4711-313233-0a1b2c3d-`, then six characters. */
function ownPrefix(): string {
  const { pid, processStart } = ownIdentity();
  return `runlens-${pid}-${Buffer.from(processStart).toString('hex')}-${hostMark()}-`;
}

const ownedFolder = /^runlens-(?<pid>\d+)-(?<start>[0-9a-f]*)-(?<host>[0-9a-f]{8})-[^-]{6}$/;

function hostMark(): string {
  return createHash('sha256').update(hostIdentity()).digest('hex').slice(0, 8);
}

/** Removes the files of `withTemporaryFile` whose process, of this user on this host, was killed. */
export async function removeLeftFiles(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names.filter(isLeft)) {
    const path = join(tmpdir(), name);
    const stats = await lstat(path).catch(() => undefined);
    const isOwn = stats?.isDirectory() === true && (!process.getuid || stats.uid === process.getuid());
    if (!isOwn) continue;
    await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

function isLeft(name: string): boolean {
  const { pid, start = '', host } = ownedFolder.exec(name)?.groups ?? {};
  if (pid === undefined || host !== hostMark()) return false;
  const processStart = Buffer.from(start, 'hex').toString();
  return !isProcessAlive({ pid: Number(pid), processStart, host: hostIdentity() });
}
