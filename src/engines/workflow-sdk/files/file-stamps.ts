import { type Stats, statSync } from 'node:fs';

/** Changes whenever the file or folder does. */
export type Stamp = string;

export function stampOf(path: string): Stamp | undefined {
  const stats = statNow(path);
  return stats && toStamp(stats);
}

/** Tells a folder from another one that replaced it. The inode alone does not: it is reused. */
export function identityOf(path: string): string | undefined {
  const stats = statNow(path);
  return stats && `${stats.ino} ${stats.birthtimeMs}`;
}

/** `undefined` also for what cannot be examined, such as a link to itself: reading it reports why. */
function statNow(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function toStamp({ mtimeMs, ctimeMs, size, ino }: Stats): Stamp {
  return `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
}

/** Clocks of file systems tick every few ms: a file may change twice within one tick and keep its stamp. */
const unsettledMs = 50;

/** A folder's stamp; `undefined` while a later change might leave it as it is. */
export function settledStamp(folder: string): Stamp | undefined {
  const stats = statNow(folder);
  return stats && Date.now() - stats.mtimeMs > unsettledMs ? toStamp(stats) : undefined;
}

/** A file's stamp; `undefined` when the file may have changed since a time. */
export function stampUnchangedSince(path: string, at: number): Stamp | undefined {
  const stats = statNow(path);
  return stats && at - Math.max(stats.mtimeMs, stats.ctimeMs) > unsettledMs ? toStamp(stats) : undefined;
}
