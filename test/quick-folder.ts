import { accessSync, constants, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const shared = '/dev/shm';
const neededBytes = 2 * 1_024 ** 3;

/** Memory that is a folder, where there is one with room: nothing waits for a disk there. */
export function quickFolder(): string {
  try {
    accessSync(shared, constants.W_OK);
    const { bavail, bsize } = statfsSync(shared);
    return bavail * bsize >= neededBytes ? shared : tmpdir();
  } catch {
    return tmpdir();
  }
}
