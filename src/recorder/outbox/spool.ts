import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../files/folders.ts';
import type { SealedBatch } from './batch-body.ts';
import type { WriterIdentity } from './server-client.ts';
import {
  batchPath,
  ensureSpoolFolder,
  folderMode,
  listBatches,
  ownerFile,
  ownerText,
  readOwner,
  readWriterKey,
  releaseFolderSync,
  touchOwner,
  writeFileAtomically,
  writeFileAtomicallySync,
} from './spool-files.ts';

/** Next to the spools of a server: batches that cannot be read any more. */
const damagedFolder = 'damaged';

export type Spool = ReturnType<typeof createSpool>;

/** The folders of the spools that this process owns. */
const claimed = new Set<string>();

/** A file for each batch, in `<spool folder>/<server>/<id of the writer>`, which is created when needed. */
export function createSpool(folder: string, writer: WriterIdentity) {
  claimed.add(folder);
  return {
    writer,
    folder,
    async put({ sequence, body }: SealedBatch) {
      ensureSpoolFolder(folder, writer);
      await writeFileAtomically(batchPath(folder, sequence), body);
    },
    putSync({ sequence, body }: SealedBatch) {
      ensureSpoolFolder(folder, writer);
      writeFileAtomicallySync(batchPath(folder, sequence), body);
    },
    read: (sequence: number) => readFile(batchPath(folder, sequence)),
    remove: (sequence: number) => rm(batchPath(folder, sequence), { force: true }),
    async setAside(sequence: number) {
      const damaged = join(dirname(folder), damagedFolder);
      makeFolder(damaged, folderMode);
      const path = join(damaged, `${writer.id}-${sequence}.batch`);
      await rename(batchPath(folder, sequence), path);
      return path;
    },
    list: () => listBatches(folder),
    /** Keeps other recorders from adopting it. */
    touch: () => touchOwner(folder),
    /** Leaves it to other recorders; returns how many batches it contains. */
    release() {
      claimed.delete(folder);
      return releaseFolderSync(folder);
    },
  };
}

/** `<id of the writer>`, or `<id>~<random>` after an adoption. */
const spoolName = /^([\w-]{1,100})(?:~[0-9a-f]+)?$/;

/** Takes over the spools of recorders that are gone; from then on only this process sends them. */
export async function adoptSpools(serverFolder: string): Promise<readonly Spool[]> {
  const adopted: Spool[] = [];
  for (const name of await spoolNames(serverFolder)) {
    const spool = await adopt(serverFolder, name).catch(() => undefined);
    if (spool) adopted.push(spool);
  }
  return adopted;
}

export async function bytesForServer(serverFolder: string): Promise<number> {
  let bytes = 0;
  for (const name of await spoolNames(serverFolder)) {
    const batches = await listBatches(join(serverFolder, name)).catch(() => []);
    for (const batch of batches) bytes += batch.bytes;
  }
  return bytes;
}

export function countBatchesSync(serverFolder: string): number {
  try {
    const names = readdirSync(serverFolder, { recursive: true, encoding: 'utf8' });
    return names.filter(name => !name.startsWith(damagedFolder) && name.endsWith('.batch')).length;
  } catch {
    return 0;
  }
}

/**
 * Claims a folder by renaming it, which only one of several processes can do. A process that read the owner
 * before another process claimed the folder finds the new owner afterwards, and renames the folder back.
 */
async function adopt(serverFolder: string, name: string): Promise<Spool | undefined> {
  const id = spoolName.exec(name)?.[1];
  const folder = join(serverFolder, name);
  if (id === undefined || claimed.has(folder)) return undefined;
  const owner = await readOwner(folder);
  if (!owner.isGone && owner.text !== ownerText()) return undefined;
  const mine = join(serverFolder, `${id}~${randomBytes(4).toString('hex')}`);
  claimed.add(mine);
  const isTaken = await take(folder, mine, owner.text).catch(error => {
    claimed.delete(mine);
    throw error;
  });
  if (isTaken) return createSpool(mine, { id, key: await readWriterKey(mine) });
  claimed.delete(mine);
  return undefined;
}

async function take(folder: string, mine: string, ownerBefore: string): Promise<boolean> {
  await rename(folder, mine);
  const now = await readOwner(mine);
  if (now.text !== ownerBefore) {
    await rename(mine, folder);
    return false;
  }
  await writeFileAtomically(join(mine, ownerFile), ownerText());
  return true;
}

async function spoolNames(serverFolder: string): Promise<readonly string[]> {
  return readdir(serverFolder).then(
    names => names.filter(name => spoolName.test(name) && name !== damagedFolder),
    () => [],
  );
}
