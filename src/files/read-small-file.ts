import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs';

/** Why a file is not read; the message follows the file's path and a colon. */
export class UnfitFile extends Error {}

/** Enough for every file that a person writes by hand. */
const maxHandwrittenBytes = 64 * 1_024;
/** The bytes of each further read of a file that is larger than its `stat` says. */
const leastRoom = 4_096;

/** Reads UTF-8 without a byte order mark. Throws an `UnfitFile` for devices, pipes and large files. */
export function readSmallFile(path: string, maxBytes = maxHandwrittenBytes): string {
  const file = openRegularFile(path);
  try {
    return readOpenFile(file, maxBytes);
  } finally {
    closeSync(file);
  }
}

/** Opens a regular file for reading, without waiting and without touching a device. */
export function openRegularFile(path: string): number {
  // Opening some devices has an effect, and opening a pipe waits for its writer.
  if (!statSync(path).isFile()) throw notRegular();
  return openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
}

/** The text of a file that is open. Its size is not trusted: some files of the system grow while read. */
export function readOpenFile(file: number, maxBytes = maxHandwrittenBytes): string {
  const stats = fstatSync(file);
  if (!stats.isFile()) throw notRegular();
  if (stats.size > maxBytes) throw tooLarge(maxBytes);
  const parts: Buffer[] = [];
  let length = 0;
  for (let room = stats.size + 1; ; room = leastRoom) {
    const bytes = Buffer.alloc(room);
    const count = readSync(file, bytes, 0, room, null);
    length += count;
    if (length > maxBytes) throw tooLarge(maxBytes);
    if (count === 0) return new TextDecoder().decode(Buffer.concat(parts));
    parts.push(bytes.subarray(0, count));
  }
}

function notRegular(): UnfitFile {
  return new UnfitFile('it is not a regular file');
}

function tooLarge(maxBytes: number): UnfitFile {
  return new UnfitFile(`it is larger than ${Math.round(maxBytes / 1_024)} KB`);
}
