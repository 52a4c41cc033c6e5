import { randomUUID } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { errorCode, InspectorError } from '../model/errors.ts';

/** Writes all or nothing, for this user alone. Rejects with an `InspectorError`, also for a taken name. */
export async function writeNewFile(
  path: string,
  content: string | Uint8Array,
  { isReplacing = false } = {},
): Promise<void> {
  // A name that nobody else has: another writer's draft must stay.
  const draft = `${path}.${randomUUID().slice(0, 8)}.new`;
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    if (isReplacing) await rename(draft, path);
    else await giveName(draft, path);
  } catch (cause) {
    throw toWriteError(cause, path);
  } finally {
    await rm(draft, { force: true }).catch(() => {});
  }
}

/** Unlike a rename, a link is refused where the name is taken, also by a link to nowhere. */
async function giveName(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path);
  } catch (error) {
    if (!withoutLinks.has(errorCode(error) ?? '')) throw error;
    await takeName(draft, path);
  }
}

/** The answers of a disk without hard links: FAT, some network shares. */
const withoutLinks: ReadonlySet<string> = new Set(['EPERM', 'EACCES', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);

/** Reserves the name with an empty file, which the draft then replaces. */
async function takeName(draft: string, path: string): Promise<void> {
  const own = await open(path, 'wx', 0o600);
  await own.close();
  try {
    await rename(draft, path);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

function toWriteError(cause: unknown, path: string): unknown {
  const code = errorCode(cause);
  if (code === undefined) return cause;
  if (code === 'EEXIST') return new InspectorError('conflict', `${path} already exists`, { cause });
  return new InspectorError('unreadable', `cannot write ${path}: ${reasons[code] ?? code}`, {
    hint: 'name a file in a folder that you may write to and that has room',
    cause,
  });
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
};
