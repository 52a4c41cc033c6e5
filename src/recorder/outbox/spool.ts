import { readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../files/make-folder.ts';
import type { SealedBatch } from './batch-body.ts';
import {
  batchPath,
  createSpoolFolder,
  createSpoolFolderSync,
  folderMode,
  listBatches,
  releaseFolderSync,
  writeFileAtomically,
  writeFileAtomicallySync,
} from './spool-files.ts';
import { touchOwner } from './spool-owner.ts';
import type { WriterIdentity } from './writer-identity.ts';

/** Next to the spools of a server: batches that cannot be read any more. */
export const damagedFolder = 'damaged';

/** One recorder's batches on the disk: a file each, in a folder that is created when it is first needed. */
export type Spool = {
  readonly writer: WriterIdentity;
  readonly folder: string;
  /** Rejects when the file cannot be written. */
  put(batch: SealedBatch): Promise<void>;
  putSync(batch: SealedBatch): void;
  read(sequence: number): Promise<Buffer>;
  remove(sequence: number): Promise<void>;
  /** Moves a damaged batch away; resolves to its new path. */
  setAside(sequence: number): Promise<string>;
  list(): ReturnType<typeof listBatches>;
  /** Keeps other recorders from adopting it. */
  touch(): Promise<void>;
  /** Leaves it to other recorders, synchronously; returns how many batches it contains. */
  release(): number;
};

/** The folders of the spools that this process owns. */
const claimed = new Set<string>();

export function isClaimed(folder: string): boolean {
  return claimed.has(folder);
}

/** Returns a function that undoes the claim. */
export function claimFolder(folder: string): () => void {
  claimed.add(folder);
  return () => void claimed.delete(folder);
}

/** The spool of `writer` in `folder`, which is `<spool folder>/<server>/<id of the writer>`. */
export function createSpool(folder: string, writer: WriterIdentity): Spool {
  let made: Promise<void> | undefined;
  claimed.add(folder);

  function make(): Promise<void> {
    made ??= createSpoolFolder(folder, writer).catch(forgetFolder);
    return made;
  }
  /** The folder may have been removed: the next batch creates it again. */
  function forgetFolder(error: unknown): never {
    made = undefined;
    throw error;
  }

  return {
    writer,
    folder,
    async put({ sequence, body }) {
      await make();
      await writeFileAtomically(batchPath(folder, sequence), body).catch(forgetFolder);
    },
    putSync({ sequence, body }) {
      createSpoolFolderSync(folder, writer);
      writeFileAtomicallySync(batchPath(folder, sequence), body);
    },
    read: sequence => readFile(batchPath(folder, sequence)),
    remove: sequence => rm(batchPath(folder, sequence), { force: true }),
    async setAside(sequence) {
      const damaged = join(dirname(folder), damagedFolder);
      makeFolder(damaged, folderMode);
      const path = join(damaged, `${writer.id}-${sequence}.batch`);
      await rename(batchPath(folder, sequence), path);
      return path;
    },
    list: () => listBatches(folder),
    touch: () => touchOwner(folder),
    release() {
      claimed.delete(folder);
      return releaseFolderSync(folder);
    },
  };
}
