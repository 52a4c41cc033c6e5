import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SealedBatch } from './batch-body.ts';
import {
  batchPath,
  folderMode,
  listBatches,
  makeSpoolFolder,
  makeSpoolFolderSync,
  placeFile,
  placeFileSync,
  releaseFolderSync,
} from './spool-files.ts';
import { signOwner } from './spool-owner.ts';

/** Beside the spools of a server: batches that cannot be read any more. */
export const damagedFolder = 'damaged';

/** One recorder's batches on the disk: a file each, in a folder that is made when it is first needed. */
export type Spool = {
  readonly writer: string;
  readonly folder: string;
  /** Rejects when the file cannot be written. */
  put(batch: SealedBatch): Promise<void>;
  /** The same, synchronously: for the end of the process. */
  putSync(batch: SealedBatch): void;
  read(sequence: number): Promise<Buffer>;
  remove(sequence: number): Promise<void>;
  /** Moves a damaged batch away; resolves to its new path. */
  setAside(sequence: number): Promise<string>;
  /** The batches in it, in order, and about how much of the disk each takes. */
  list(): ReturnType<typeof listBatches>;
  /** A sign of life for other recorders, which would otherwise adopt it. */
  sign(): Promise<void>;
  /** Leaves it, synchronously, to other recorders; returns how many batches it holds. */
  release(): number;
};

/** The folders of the spools that this process owns. */
const held = new Set<string>();

export function isHeldHere(folder: string): boolean {
  return held.has(folder);
}

/** Reserves a folder that is about to be a spool of this process; returns a function that undoes that. */
export function holdHere(folder: string): () => void {
  held.add(folder);
  return () => void held.delete(folder);
}

/** The spool of `writer` in `folder`, which is `<spool folder>/<server>/<writer>`. */
export function createSpool(folder: string, writer: string): Spool {
  let made: Promise<void> | undefined;
  held.add(folder);

  function make(): Promise<void> {
    made ??= makeSpoolFolder(folder).catch(forgetFolder);
    return made;
  }
  /** The folder may be gone: the next batch makes it anew. */
  function forgetFolder(error: unknown): never {
    made = undefined;
    throw error;
  }

  return {
    writer,
    folder,
    async put({ sequence, body }) {
      await make();
      await placeFile(batchPath(folder, sequence), body).catch(forgetFolder);
    },
    putSync({ sequence, body }) {
      makeSpoolFolderSync(folder);
      placeFileSync(batchPath(folder, sequence), body);
    },
    read: sequence => readFile(batchPath(folder, sequence)),
    remove: sequence => rm(batchPath(folder, sequence), { force: true }),
    async setAside(sequence) {
      const damaged = join(dirname(folder), damagedFolder);
      await mkdir(damaged, folderMode);
      const path = join(damaged, `${writer}-${sequence}.batch`);
      await rename(batchPath(folder, sequence), path);
      return path;
    },
    list: () => listBatches(folder),
    sign: () => signOwner(folder),
    release() {
      held.delete(folder);
      return releaseFolderSync(folder);
    },
  };
}
