import type { Database } from 'better-sqlite3';
import { hostIdentity, isProcessAlive } from './process-identity.ts';

/** An owner of another host is believed alive this long after its last heartbeat. */
const foreignHeartbeatMs = 30_000;

/** So is a writer elsewhere, whose signs of life a server takes; none can come while there is no server. */
export const remoteHeartbeatMs = 60_000;

/** The `host` of an owner that stands for a writer elsewhere. */
export const remoteHost = 'remote';

/** An owner that is gone and left active runs behind; `lastSeenAt` is its last sign of life. */
export type DeadOwner = {
  readonly id: number;
  readonly lastSeenAt: number;
  /** The writer elsewhere that it stands for. */
  readonly writer?: string;
};

type OwnerRow = {
  id: number;
  pid: number;
  process_start: string;
  host: string;
  heartbeat_at: number;
  served_at: number | null;
};

/** The owners that are gone. `now` is the wall clock, against which heartbeats of other hosts are held. */
export function findDeadOwners(db: Database, now: number): readonly DeadOwner[] {
  return db
    .prepare<[], OwnerRow>(
      `SELECT id, pid, process_start, host, heartbeat_at, (SELECT value FROM meta WHERE name = 'served') AS served_at
       FROM owners`,
    )
    .all()
    .filter(row => !isOwnerAlive(row, now))
    .map(row => ({
      id: row.id,
      lastSeenAt: row.heartbeat_at,
      writer: row.host === remoteHost ? row.process_start : undefined,
    }));
}

function isOwnerAlive(row: OwnerRow, now: number): boolean {
  if (row.host === remoteHost)
    return now - Math.max(row.heartbeat_at, row.served_at ?? 0) < remoteHeartbeatMs;
  if (row.host !== hostIdentity()) return now - row.heartbeat_at < foreignHeartbeatMs;
  return isProcessAlive({ pid: row.pid, processStart: row.process_start, host: row.host });
}
