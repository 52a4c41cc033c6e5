import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Parcel } from './batch-body.ts';
import { ownerFile, ownerText, signOwner } from './spool-owner.ts';

const folderMode = { recursive: true, mode: 0o700 } as const;
const fileMode = { mode: 0o600 } as const;
const parcelName = /^(\d{16})\.batch$/;

/** Beside the spools of a server: what cannot be read any more. */
export const damagedFolder = 'damaged';

/** A file takes at least a block of the disk. */
const leastBytes = 4_096;

/**
 * One recorder's batches on the disk, a file each, in a folder that has the recorder's id for a name and is
 * made when it is needed.
 */
export type Spool = {
  readonly writer: string;
  readonly folder: string;
  /** Rejects when the disk does not take it. */
  put(parcel: Parcel): Promise<void>;
  /** The same, at once: for the end of the process. Throws when the disk does not take it. */
  putNow(parcel: Parcel): void;
  read(sequence: number): Promise<Buffer>;
  remove(sequence: number): Promise<void>;
  /** Moves a file out of the way of the others; gives where it is now. */
  setAside(sequence: number): Promise<string>;
  /** What is there, in order; `bytes` is about what it takes of the disk. */
  list(): Promise<readonly { readonly sequence: number; readonly bytes: number }[]>;
  /** A sign of life, for those who might want to send it in our stead. */
  sign(): Promise<void>;
  /**
   * Leaves it, at once, to whoever comes next; removes the folder when nothing is in it. Gives how many
   * batches are left there.
   */
  release(): number;
};

export function bytesOnDisk(bytes: number): number {
  return Math.max(bytes, leastBytes);
}

/** The spools that somebody in this process has. */
const held = new Set<string>();

export function isHeldHere(folder: string): boolean {
  return held.has(folder);
}

/**
 * Claims a folder that is about to be a spool's for this process; gives what ends that if it does not come to
 * be one.
 */
export function holdHere(folder: string): () => void {
  held.add(folder);
  return () => void held.delete(folder);
}

/** The spool of `writer` in `folder`, which is `<spool folder>/<server>/<writer>`. */
export function createSpool(folder: string, writer: string): Spool {
  let made: Promise<void> | undefined;
  held.add(folder);
  const pathOf = (sequence: number): string => join(folder, `${String(sequence).padStart(16, '0')}.batch`);

  function make(): Promise<void> {
    made ??= makeFolder(folder).catch(error => {
      made = undefined;
      throw error;
    });
    return made;
  }

  return {
    writer,
    folder,
    async put({ sequence, body }) {
      await make();
      await placeFile(pathOf(sequence), body).catch(error => {
        made = undefined;
        throw error;
      });
    },
    putNow({ sequence, body }) {
      makeFolderNow(folder);
      const path = pathOf(sequence);
      writeFileSync(partOf(path), body, fileMode);
      renameSync(partOf(path), path);
    },
    read: sequence => readFile(pathOf(sequence)),
    remove: sequence => rm(pathOf(sequence), { force: true }),
    async setAside(sequence) {
      const place = join(dirname(folder), damagedFolder);
      await mkdir(place, folderMode);
      const path = join(place, `${writer}-${sequence}.batch`);
      await rename(pathOf(sequence), path);
      return path;
    },
    list: () => listParcels(folder),
    sign: () => signOwner(folder),
    release() {
      held.delete(folder);
      return releaseNow(folder);
    },
  };
}

/** What the batches of a folder take of the disk. */
export async function listParcels(
  folder: string,
): Promise<readonly { readonly sequence: number; readonly bytes: number }[]> {
  const found: { sequence: number; bytes: number }[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const sequence = Number(parcelName.exec(name)?.[1]);
    if (!Number.isSafeInteger(sequence)) continue;
    const { size } = await stat(join(folder, name));
    found.push({ sequence, bytes: bytesOnDisk(size) });
  }
  return found;
}

/** Writes a file that is there whole or not at all. */
export async function placeFile(path: string, content: string | Buffer): Promise<void> {
  const part = partOf(path);
  await writeFile(part, content, fileMode);
  await rename(part, path);
}

function partOf(path: string): string {
  return `${path}.${process.pid}.part`;
}

/** A folder appears together with its owner's name: without one it would be anybody's. */
async function makeFolder(folder: string): Promise<void> {
  const part = `${folder}.${randomBytes(4).toString('hex')}.new`;
  await mkdir(part, folderMode);
  await writeFile(join(part, ownerFile), ownerText(), fileMode);
  await rename(part, folder).catch(async error => {
    await rm(part, { recursive: true, force: true });
    if (!isThere(error)) throw error;
  });
}

function makeFolderNow(folder: string): void {
  if (existsSync(join(folder, ownerFile))) return;
  const part = `${folder}.${randomBytes(4).toString('hex')}.new`;
  mkdirSync(part, folderMode);
  writeFileSync(join(part, ownerFile), ownerText(), fileMode);
  try {
    renameSync(part, folder);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    if (!isThere(error)) throw error;
  }
}

function releaseNow(folder: string): number {
  let left = 0;
  try {
    rmSync(join(folder, ownerFile), { force: true });
    const names = readdirSync(folder);
    left = names.filter(name => parcelName.test(name)).length;
    for (const name of names) if (name.endsWith('.part')) rmSync(join(folder, name));
    rmdirSync(folder);
  } catch {
    // What is still in it waits for the next recorder; a folder that is not there is what was wanted.
  }
  return left;
}

function isThere(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EPERM';
}
