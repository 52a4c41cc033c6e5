import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createSpool, damagedFolder, holdHere, isHeldHere, type Spool } from './spool.ts';
import { listBatches, placeFile } from './spool-files.ts';
import { ownerFile, ownerText, readOwner } from './spool-owner.ts';

/** `<writer>`, or `<writer>~<random>` once the spool was adopted. */
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

/** How much of the disk the batches of all recorders for a server take. */
export async function bytesForServer(serverFolder: string): Promise<number> {
  let bytes = 0;
  for (const name of await spoolNames(serverFolder)) {
    const batches = await listBatches(join(serverFolder, name)).catch(() => []);
    for (const batch of batches) bytes += batch.bytes;
  }
  return bytes;
}

/** How many batches of all recorders wait for a server; synchronous, for the end of the process. */
export function countBatchesSync(serverFolder: string): number {
  try {
    const names = readdirSync(serverFolder, { recursive: true, encoding: 'utf8' });
    return names.filter(name => !name.startsWith(damagedFolder) && name.endsWith('.batch')).length;
  } catch {
    return 0;
  }
}

/**
 * Renaming a folder takes it: of several processes that try, one succeeds. A process that read the owner
 * before another one took the folder finds that other owner afterwards, and gives the folder back.
 */
async function adopt(serverFolder: string, name: string): Promise<Spool | undefined> {
  const writer = spoolName.exec(name)?.[1];
  const folder = join(serverFolder, name);
  if (writer === undefined || isHeldHere(folder)) return undefined;
  const owner = await readOwner(folder);
  if (!owner.isGone && owner.text !== ownerText()) return undefined;
  const mine = join(serverFolder, `${writer}~${randomBytes(4).toString('hex')}`);
  const unhold = holdHere(mine);
  const isTaken = await take(folder, mine, owner.text).catch(error => {
    unhold();
    throw error;
  });
  if (isTaken) return createSpool(mine, writer);
  unhold();
  return undefined;
}

async function take(folder: string, mine: string, ownerBefore: string): Promise<boolean> {
  await rename(folder, mine);
  const now = await readOwner(mine);
  if (now.text !== ownerBefore) {
    await rename(mine, folder);
    return false;
  }
  await placeFile(join(mine, ownerFile), ownerText());
  return true;
}

async function spoolNames(serverFolder: string): Promise<readonly string[]> {
  return readdir(serverFolder).then(
    names => names.filter(name => spoolName.test(name) && name !== damagedFolder),
    () => [],
  );
}
