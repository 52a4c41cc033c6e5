import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { errorCode } from '../../model/errors.ts';
import { openReadOnly } from './open-existing.ts';

/** Process ids by the inodes of the files that they have locked. */
export type LockHolders = ReadonlyMap<number, ReadonlySet<number>>;

/** Whether no process is hidden from this one, as they are in a container. */
export function seesAllProcesses(readLink: (path: string) => string = readlinkSync): boolean {
  try {
    return process.platform === 'linux' && readLink('/proc/self/ns/pid') === initialNamespace;
  } catch {
    return false;
  }
}

/** The kernel's fixed number of the namespace outside containers (`PROC_PID_INIT_INO`). */
const initialNamespace = 'pid:[4026531836]';

/**
 * The processes that have locked a file, such as the `-shm` beside an open database. `undefined` in a
 * container, which hides locks, and if not even our own lock on `path` can be seen.
 */
export function readLockHolders(path: string, seesAll = seesAllProcesses()): LockHolders | undefined {
  if (!seesAll) return undefined;
  try {
    const db = openReadOnly(path, 0);
    try {
      // `1: POSIX  ADVISORY  READ 31786 fe:00:11346054 128 128`
      const lines = db.transaction(() => {
        db.prepare('select 1 from sqlite_master').get();
        return readFileSync('/proc/locks', 'utf8');
      })();
      const holders = new Map<number, Set<number>>();
      for (const [, process, inode] of lines.matchAll(/ (-?\d+) [\da-f]+:[\da-f]+:(\d+) \d+ (?:\d+|EOF)$/gm))
        holders.set(Number(inode), (holders.get(Number(inode)) ?? new Set()).add(Number(process)));
      return holders.has(statSync(`${path}-shm`).ino) ? holders : undefined;
    } finally {
      db.close();
    }
  } catch {
    return undefined;
  }
}

/** Whether a process has opened a database to write it, unlike us. True if this cannot be seen. */
export function mayWrite(process: number, path: string): boolean {
  try {
    const { ino, dev } = statSync(path);
    const files = readdirSync(`/proc/${process}/fd`).filter(file => {
      const stats = statSync(`/proc/${process}/fd/${file}`, { throwIfNoEntry: false });
      return stats?.ino === ino && stats.dev === dev;
    });
    const infos = files.map(file => readFileSync(`/proc/${process}/fdinfo/${file}`, 'utf8'));
    return infos.length === 0 || !infos.every(isToRead);
  } catch (error) {
    return errorCode(error) !== 'ENOENT';
  }
}

/** `flags:	02500000`: the last two bits say how the file was opened. */
function isToRead(info: string): boolean {
  const [, flags = '2'] = /^flags:\s*(\d+)$/m.exec(info) ?? [];
  return Number.parseInt(flags, 8) % 4 === 0;
}
