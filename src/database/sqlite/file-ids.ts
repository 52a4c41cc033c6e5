import { type Stats, statSync } from 'node:fs';

/** A store's file and the two that SQLite keeps beside it: which files they are, not what they contain. */
export type FileIds = { readonly store?: FileId; readonly wal?: FileId; readonly shm?: FileId };

export type FileId = Pick<Stats, 'dev' | 'ino' | 'size'>;

/** `realPath` is where a symbolic link at `path` leads: SQLite keeps its files there. */
export function fileIds(path: string, realPath: string): FileIds {
  return { store: idOf(path), wal: idOf(`${realPath}-wal`), shm: idOf(`${realPath}-shm`) };
}

export function isSameFile(a: FileId | undefined, b: FileId | undefined): boolean {
  return a?.ino === b?.ino && a?.dev === b?.dev;
}

function idOf(path: string): FileId | undefined {
  return statSync(path, { throwIfNoEntry: false });
}
