import type { Database } from 'better-sqlite3';
import { ownIdentity } from '../../../programs/process-identity.ts';

export type ProcessOwner = ReturnType<typeof createProcessOwner>;

export function createProcessOwner(db: Database, knownId?: number) {
  const { pid, processStart, host } = ownIdentity();
  const insert = db
    .prepare<unknown[], number>(
      'INSERT INTO owners (pid, process_start, host, heartbeat_at) VALUES (?, ?, ?, ?) RETURNING id',
    )
    .pluck();
  const setHeartbeat = db.prepare(
    'UPDATE owners SET heartbeat_at = ? WHERE id = ? AND pid = ? AND process_start = ?',
  );
  const requested = db
    .prepare<[number], string>('SELECT id FROM runs WHERE owner = ? AND cancel_requested_at IS NOT NULL')
    .pluck();
  const leave = db.prepare(
    'DELETE FROM owners WHERE id = ? AND NOT EXISTS (SELECT 1 FROM runs WHERE owner = owners.id)',
  );
  let id = knownId;
  let seenVersion: unknown;
  let delivered = new Set<string>();

  function recordHeartbeat(): boolean {
    return id !== undefined && setHeartbeat.run(Date.now(), id, pid, processStart).changes > 0;
  }

  return {
    id: () => id,
    /** Records a heartbeat and returns the owner's id. Call it inside a write transaction. */
    claim() {
      if (!recordHeartbeat()) id = insert.get(pid, processStart, host, Date.now());
      if (id === undefined) throw new Error('inserting the owner returned no row');
      return id;
    },
    /** Records a heartbeat alone, without a change for readers. */
    heartbeat: () => void recordHeartbeat(),
    /** Ids of this process's active runs whose cancel was requested since the last call. */
    takeCancelRequests() {
      const version = db.pragma('data_version', { simple: true });
      if (id === undefined || version === seenVersion) return [];
      const ids = requested.all(id);
      seenVersion = version;
      const fresh = ids.filter(run => !delivered.has(run));
      delivered = new Set(ids);
      return fresh;
    },
    release() {
      if (id !== undefined) leave.run(id);
    },
  };
}
