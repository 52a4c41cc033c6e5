import type { Database } from 'better-sqlite3';
import { hostIdentity, isProcessAlive } from '../../programs/process-identity.ts';
import { remoteLostAfterMs } from '../runs/events/run-state.ts';
import { createCellCheck } from './cell-check.ts';

/** An owner on another host counts as alive for this long after its last heartbeat. */
const foreignHeartbeatMs = 30_000;

/** The `host` of an owner that represents a remote writer. */
export const remoteHost = 'remote';

export type DeadOwner = { readonly id: number; readonly lastSeenAt: number; readonly writer?: string };

export type OwnerRow = {
  readonly id: number;
  readonly pid: number;
  readonly process_start: string;
  readonly host: string;
  readonly heartbeat_at: number;
  readonly writer: string | null;
};

type KnownOwner = OwnerRow & { readonly served_at: number | null };

export function writerOf({ host, writer }: OwnerRow): string | undefined {
  return host === remoteHost ? (writer ?? undefined) : undefined;
}

/** `now` is the wall clock, because heartbeats of other hosts are compared with it. */
export function findDeadOwners(db: Database, now: number): readonly DeadOwner[] {
  const owners = db.prepare<[], KnownOwner>(
    "SELECT *, (SELECT value FROM meta WHERE name = 'served') AS served_at FROM owners",
  );
  return owners
    .all()
    .map(createCellCheck(owners))
    .filter(row => !isOwnerAlive(row, now))
    .map(row => ({ id: row.id, lastSeenAt: row.heartbeat_at, writer: writerOf(row) }));
}

function isOwnerAlive(row: KnownOwner, now: number): boolean {
  if (row.host === remoteHost)
    return now - Math.max(row.heartbeat_at, row.served_at ?? 0) < remoteLostAfterMs;
  if (row.host !== hostIdentity()) return now - row.heartbeat_at < foreignHeartbeatMs;
  return isProcessAlive({ pid: row.pid, processStart: row.process_start, host: row.host });
}
