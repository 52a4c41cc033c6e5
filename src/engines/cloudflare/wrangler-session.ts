import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openReadOnly } from '../../drivers/sqlite/open-existing.ts';
import { formatTime } from '../../model/text/formats.ts';

/** The last `wrangler dev` as its files tell. */
export type Session = {
  readonly startedAt: number;
  /** Whether it is still there, as far as an instance that is active has told: found out once. */
  readonly isRunning: (active?: string) => boolean | undefined;
};

/** A start opens a `metadata.sqlite` of each workflow, changes its `-shm`, and keeps it locked. */
export function readSession(place: string): Session {
  const paths = globSync('workflows/*/metadata.sqlite-shm', { cwd: place });
  const stats = paths.flatMap(path => statSync(join(place, path), { throwIfNoEntry: false }) ?? []);
  let locked: ReadonlySet<number> | undefined;
  let isAsked = false;
  return {
    startedAt: Math.max(0, ...stats.map(({ mtimeMs }) => mtimeMs)),
    isRunning(active) {
      if (!isAsked && active !== undefined) {
        isAsked = true;
        locked = lockedFiles(active);
      }
      return locked && stats.some(({ ino }) => locked?.has(ino));
    },
  };
}

/** The inodes that are locked on this machine; `undefined` where not even our own lock can be seen. */
function lockedFiles(path: string): ReadonlySet<number> | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const db = openReadOnly(path, 0);
    try {
      // `1: POSIX  ADVISORY  READ 31786 fe:00:11346054 128 128`
      const lines = db.transaction(() => {
        db.prepare('select 1 from sqlite_master').get();
        return readFileSync('/proc/locks', 'utf8');
      })();
      const locked = new Set(
        [...lines.matchAll(/:(\d+) \d+ (?:\d+|EOF)$/gm)].map(([, inode]) => Number(inode)),
      );
      return locked.has(statSync(`${path}-shm`).ino) ? locked : undefined;
    } finally {
      db.close();
    }
  } catch {
    return undefined;
  }
}

/** Why nothing runs an active instance, if nothing does. */
export function strandedReason(lastRowAt: number, session: Session, path: string): string | undefined {
  const wakes = 'pause it and resume it, or end it';
  if (session.isRunning(path) === false) return `no wrangler dev runs here: start it, then ${wakes}`;
  if (lastRowAt >= session.startedAt) return undefined;
  return `wrangler dev started again at ${formatTime(session.startedAt)} and left it behind: ${wakes}`;
}
