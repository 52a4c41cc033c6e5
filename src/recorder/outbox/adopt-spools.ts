import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createSpool,
  damagedFolder,
  holdHere,
  isHeldHere,
  listParcels,
  placeFile,
  type Spool,
} from './spool.ts';
import { ownerFile, ownerText, readOwner } from './spool-owner.ts';

/** `<writer>`, or `<writer>~<whatever>` once it was adopted. */
const spoolName = /^([\w-]{1,100})(?:~[0-9a-f]+)?$/;

/** Takes the spools of recorders that are gone; nobody else sends them from then on. */
export async function adoptSpools(serverFolder: string): Promise<readonly Spool[]> {
  const adopted: Spool[] = [];
  for (const name of await namesIn(serverFolder)) {
    const spool = await adopt(serverFolder, name).catch(() => undefined);
    if (spool) adopted.push(spool);
  }
  return adopted;
}

/** What all the batches for a server take of the disk. */
export async function bytesOfServer(serverFolder: string): Promise<number> {
  let bytes = 0;
  for (const name of await namesIn(serverFolder)) {
    const parcels = await listParcels(join(serverFolder, name)).catch(() => []);
    for (const parcel of parcels) bytes += parcel.bytes;
  }
  return bytes;
}

/** How many batches for a server are on the disk, at once: for the end of the process. */
export function batchesOfServerNow(serverFolder: string): number {
  try {
    const names = readdirSync(serverFolder, { recursive: true, encoding: 'utf8' });
    return names.filter(name => !name.startsWith(damagedFolder) && name.endsWith('.batch')).length;
  } catch {
    return 0;
  }
}

/**
 * To rename a folder is to take it: of several who try, one can. Who looked at its owner before another took
 * it sees that other's name afterwards, and gives it back.
 */
async function adopt(serverFolder: string, name: string): Promise<Spool | undefined> {
  const writer = spoolName.exec(name)?.[1];
  const folder = join(serverFolder, name);
  if (writer === undefined || isHeldHere(folder)) return undefined;
  const owner = await readOwner(folder);
  if (!owner.isGone && owner.text !== ownerText()) return undefined;
  const mine = join(serverFolder, `${writer}~${randomBytes(4).toString('hex')}`);
  const letGo = holdHere(mine);
  const isTaken = await take(folder, mine, owner.text).catch(error => {
    letGo();
    throw error;
  });
  if (isTaken) return createSpool(mine, writer);
  letGo();
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

async function namesIn(serverFolder: string): Promise<readonly string[]> {
  return readdir(serverFolder).then(
    names => names.filter(name => spoolName.test(name) && name !== damagedFolder),
    () => [],
  );
}
