import type { Database } from 'better-sqlite3';
import { remoteLostAfterMs } from '../../runs/events/run-state.ts';
import { remoteHost } from '../lost-owners.ts';
import { createLostRestorer } from './change-runs.ts';
import { createLateMarker } from './sqlite-rows.ts';

/** Writers on other machines, each with a row in `owners`. Call every method inside a write transaction. */
export type RemoteWriters = {
  /** The number of the last stored batch, 0 before the first. */
  readonly lastSequence: (writer: string) => number;
  /** Records a heartbeat, restores the writer's lost runs, and returns the owner's id. */
  readonly claim: (writer: string) => number;
  /** Absent for a writer that sent nothing yet, or only imports. */
  readonly ownerOf: (writer: string) => number | undefined;
  readonly noteSequence: (writer: string, sequence: number) => void;
  /** Records a heartbeat alone. Returns whether it restored lost runs, which is a change for readers. */
  readonly heartbeat: (writer: string) => boolean;
  /** See `WriterKeys`. */
  readonly keepKey: (writer: string, hash: string) => string;
  /** Removes owners without active runs that have been silent for a while. */
  readonly removeIdle: () => void;
};

export function createRemoteWriters(db: Database): RemoteWriters {
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

  /** Until now, readers have shown the runs of a writer that was silent as lost. */
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
    lastSequence: writer => find.get(writer)?.sequence ?? 0,
    claim,
    ownerOf: writer => find.get(writer)?.owner ?? undefined,
    noteSequence: (writer, sequence) => void noteSequence.run(writer, sequence),
    keepKey: (writer, hash) => keepKey.get(writer, hash) ?? hash,
    heartbeat(writer) {
      const hasLost = lost.has(writer);
      if (hasLost) claim(writer);
      else recordHeartbeat(writer);
      return hasLost;
    },
    removeIdle: () => void removeIdle.run(remoteHost, Date.now() - remoteLostAfterMs / 2),
  };
}

/** Which remote writer records a run. */
export type RunWriters = {
  readonly of: (key: number) => string | undefined;
  readonly put: (key: number, writer: string) => void;
  /** The same for a run that the writer begins. */
  readonly putById: (id: string, writer: string) => void;
};

export function createRunWriters(db: Database): RunWriters {
  const find = db.prepare<[number], string>('SELECT writer FROM run_writers WHERE run = ?').pluck();
  const put = db.prepare('INSERT OR REPLACE INTO run_writers VALUES (?, ?)');
  const putById = db.prepare('INSERT OR REPLACE INTO run_writers SELECT key, ? FROM runs WHERE id = ?');
  return {
    of: key => find.get(key),
    put: (key, writer) => void put.run(key, writer),
    putById: (id, writer) => void putById.run(writer, id),
  };
}
