import { type Stats, statSync } from 'node:fs';

/** Changes when the file or folder does. */
export type Stamp = string;

export function stampOf(path: string): Stamp | undefined {
  const stats = statNow(path);
  return stats && toStamp(stats);
}

/** Differs when a folder is replaced; the inode alone does not, because it is reused. */
export function identityOf(path: string): string | undefined {
  const stats = statNow(path);
  return stats && `${stats.ino} ${stats.birthtimeMs}`;
}

/** Reading reports the errors that are swallowed here. */
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

/** File clocks tick every few ms: a file may change twice in one tick and keep its stamp. */
const unsettledMs = 50;

/** `undefined` while a further change might not change the stamp. */
export function settledStamp(folder: string): Stamp | undefined {
  const stats = statNow(folder);
  return stats && Date.now() - stats.mtimeMs > unsettledMs ? toStamp(stats) : undefined;
}

/** `undefined` when the file may have changed since `at`, epoch ms. */
export function stampUnchangedSince(path: string, at: number): Stamp | undefined {
  const stats = statNow(path);
  return stats && at - Math.max(stats.mtimeMs, stats.ctimeMs) > unsettledMs ? toStamp(stats) : undefined;
}
