import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { claimFolder, createSpool, damagedFolder, isClaimed, type Spool } from './spool.ts';
import { listBatches, writeFileAtomically } from './spool-files.ts';
import { ownerFile, ownerText, readOwner } from './spool-owner.ts';
import { readWriterKey } from './writer-identity.ts';

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

/** The disk space used by the batches of all recorders for a server. */
export async function bytesForServer(serverFolder: string): Promise<number> {
  let bytes = 0;
  for (const name of await spoolNames(serverFolder)) {
    const batches = await listBatches(join(serverFolder, name)).catch(() => []);
    for (const batch of batches) bytes += batch.bytes;
  }
  return bytes;
}

/** Counts the batches of all recorders for a server. */
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
  if (id === undefined || isClaimed(folder)) return undefined;
  const owner = await readOwner(folder);
  if (!owner.isGone && owner.text !== ownerText()) return undefined;
  const mine = join(serverFolder, `${id}~${randomBytes(4).toString('hex')}`);
  const unclaim = claimFolder(mine);
  const isTaken = await take(folder, mine, owner.text).catch(error => {
    unclaim();
    throw error;
  });
  if (isTaken) return createSpool(mine, { id, key: await readWriterKey(mine) });
  unclaim();
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
