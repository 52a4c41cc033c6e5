import type { Database } from 'better-sqlite3';
import { remoteLostAfterMs } from '../../runs/events/run-state.ts';
import { remoteHost } from '../lost-owners.ts';
import { createLostRestorer } from './change-runs.ts';
import { createLateMarker } from './sqlite-rows.ts';

/** Writers on other machines, each with a row in `owners`. Call every method inside a write transaction. */
export type RemoteWriters = ReturnType<typeof createRemoteWriters>;

export function createRemoteWriters(db: Database) {
  const find = db.prepare<[string], { sequence: number; owner: number | null }>(
    'SELECT sequence, owner FROM writers WHERE id = ?',
  );
  const noteOwner = db.prepare(
    'INSERT INTO writers (id, sequence, owner) VALUES (?, 0, ?) ON CONFLICT DO UPDATE SET owner = excluded.owner',
  );
  const noteSequence = db.prepare(
    'INSERT INTO writers (id, sequence) VALUES (?, ?) ON CONFLICT DO UPDATE SET sequence = max(sequence, excluded.sequence)',
  );
  const keepKey = db
    .prepare<[string, string], string>(
      `INSERT INTO writers (id, sequence, key_hash) VALUES (?, 0, ?)
       ON CONFLICT DO UPDATE SET key_hash = coalesce(key_hash, excluded.key_hash) RETURNING key_hash`,
    )
    .pluck();
  const setHeartbeat = db.prepare(
    'UPDATE owners SET heartbeat_at = ? WHERE id = ? AND host = ? AND writer = ?',
  );
  const insert = db
    .prepare<unknown[], number>(
      "INSERT INTO owners (pid, process_start, host, heartbeat_at, writer) VALUES (0, '', ?, ?, ?) RETURNING id",
    )
    .pluck();
  const removeIdle = db.prepare(
    'DELETE FROM owners WHERE host = ? AND heartbeat_at < ? AND NOT EXISTS (SELECT 1 FROM runs WHERE owner = owners.id)',
  );
  const lost = createLostRestorer(db);
  const silentRuns = db
    .prepare<[number, number], number>(
      'SELECT key FROM runs WHERE owner = (SELECT id FROM owners WHERE id = ? AND heartbeat_at < ?)',
    )
    .pluck();
  const markLate = createLateMarker(db);

  /** Readers have shown the runs of a silent writer as lost until now. */
  function noteReturn(owner: number): void {
    for (const key of silentRuns.all(owner, Date.now() - remoteLostAfterMs)) markLate(key);
  }

  function recordHeartbeat(writer: string): boolean {
    const owner = find.get(writer)?.owner ?? undefined;
    if (owner !== undefined) noteReturn(owner);
    return setHeartbeat.run(Date.now(), owner, remoteHost, writer).changes > 0;
  }

  function claim(writer: string): number {
    if (!recordHeartbeat(writer)) noteOwner.run(writer, insert.get(remoteHost, Date.now(), writer));
    const owner = find.get(writer)?.owner;
    if (typeof owner !== 'number') throw new Error('inserting the owner of a writer returned no row');
    lost.restore(writer, owner);
    return owner;
  }

  return {
    /** The number of the last stored batch, 0 before the first. */
    lastSequence: (writer: string) => find.get(writer)?.sequence ?? 0,
    claim,
    /** Absent for a writer that has sent nothing, or only imports. */
    ownerOf: (writer: string) => find.get(writer)?.owner ?? undefined,
    noteSequence: (writer: string, sequence: number) => void noteSequence.run(writer, sequence),
    keepKey: (writer: string, hash: string) => keepKey.get(writer, hash) ?? hash,
    /** Returns whether it restored lost runs, which is a change for readers. */
    heartbeat(writer: string) {
      const hasLost = lost.has(writer);
      if (hasLost) claim(writer);
      else recordHeartbeat(writer);
      return hasLost;
    },
    removeIdle: () => void removeIdle.run(remoteHost, Date.now() - remoteLostAfterMs / 2),
  };
}

export type RunWriters = ReturnType<typeof createRunWriters>;

export function createRunWriters(db: Database) {
  const find = db.prepare<[number], string>('SELECT writer FROM run_writers WHERE run = ?').pluck();
  const put = db.prepare('INSERT OR REPLACE INTO run_writers VALUES (?, ?)');
  const putById = db.prepare('INSERT OR REPLACE INTO run_writers SELECT key, ? FROM runs WHERE id = ?');
  return {
    of: (key: number) => find.get(key),
    put: (key: number, writer: string) => void put.run(key, writer),
    putById: (id: string, writer: string) => void putById.run(writer, id),
  };
}
