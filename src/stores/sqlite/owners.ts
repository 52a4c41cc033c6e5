import type { Database } from 'better-sqlite3';
import { hostIdentity, isProcessAlive } from './process-identity.ts';

/** An owner of another host is believed alive this long after its last heartbeat. */
const foreignHeartbeatMs = 30_000;

/** A process that is gone and left active runs behind; `lastSeenAt` is its last sign of life. */
export type DeadOwner = { readonly id: number; readonly lastSeenAt: number };

type OwnerRow = { id: number; pid: number; process_start: string; host: string; heartbeat_at: number };

/** The owners that are gone. `now` is the wall clock, against which heartbeats of other hosts are held. */
export function findDeadOwners(db: Database, now: number): readonly DeadOwner[] {
  return db
    .prepare<[], OwnerRow>('SELECT id, pid, process_start, host, heartbeat_at FROM owners')
    .all()
    .filter(row => !isOwnerAlive(row, now))
    .map(row => ({ id: row.id, lastSeenAt: row.heartbeat_at }));
}

function isOwnerAlive(row: OwnerRow, now: number): boolean {
  if (row.host !== hostIdentity()) return now - row.heartbeat_at < foreignHeartbeatMs;
  return isProcessAlive({ pid: row.pid, processStart: row.process_start, host: row.host });
}
