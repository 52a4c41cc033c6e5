import { randomBytes } from 'node:crypto';
import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createSpool, isHeldHere, listParcels, placeFile, type Spool } from './spool.ts';
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

/**
 * To rename a folder is to take it: of several who try, one can. Who looked at its owner before another took it sees that
 * other's name afterwards, and gives it back.
 */
async function adopt(serverFolder: string, name: string): Promise<Spool | undefined> {
  const writer = spoolName.exec(name)?.[1];
  const folder = join(serverFolder, name);
  if (writer === undefined || isHeldHere(folder)) return undefined;
  const owner = await readOwner(folder);
  if (!owner.isGone && owner.text !== ownerText()) return undefined;
  const mine = join(serverFolder, `${writer}~${randomBytes(4).toString('hex')}`);
  await rename(folder, mine);
  const now = await readOwner(mine);
  if (now.text !== owner.text) {
    await rename(mine, folder);
    return undefined;
  }
  await placeFile(join(mine, ownerFile), ownerText());
  return createSpool(mine, writer);
}

async function namesIn(serverFolder: string): Promise<readonly string[]> {
  return readdir(serverFolder).then(
    names => names.filter(name => spoolName.test(name) && name !== 'damaged'),
    () => [],
  );
}
