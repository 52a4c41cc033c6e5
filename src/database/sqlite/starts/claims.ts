import type { Database } from 'better-sqlite3';
import { createEventBatch, type RunCreated } from '../../../contract/event-batch.ts';
import { createRunIds } from '../../../contract/run-ids.ts';
import { mostClaims } from '../../../contract/starts/start-intake.ts';
import { type BegunStart, type ClaimedStart, staleClaimMs } from '../../../contract/starts/start-queue.ts';
import type { StartRequest, StartResult } from '../../../contract/starts/start-request.ts';
import { thrownMessage } from '../../../model/errors.ts';
import { type Sql, sql } from '../../../query-sql/sql-template.ts';
import { createCountChanges, stateAfter } from '../../runs/events/run-state.ts';
import {
  answerKnown,
  begunFields,
  isBegun,
  type KnownRun,
  knownRunColumns,
  mayBegin,
  toStartEvent,
} from '../../runs/events/start-event.ts';
import type { BatchRecorder } from '../changes/record-batch.ts';
import { bumpChange, createCountWriter, createRunRows } from '../changes/sqlite-rows.ts';
import { findDeadOwners } from '../lost-owners.ts';

/** `room`: places by workflow. `held`: the ids of the starts that are about to begin. */
export type Wanted = { readonly room: ReadonlyMap<string, number>; readonly held: ReadonlySet<string> };

type StartRow = ClaimedStart & { readonly run: number };

/** Takes starts for owners that are in `owners`. All methods but `isAny` need a write transaction. */
export function createStartClaims(db: Database) {
  const find = db.prepare<[string, number, number, string, number], StartRow>(`
    SELECT s.run, r.id, s.workflow FROM starts s JOIN runs r ON r.key = s.run
    WHERE s.workflow = ? AND (s.claimed_by IS NULL OR s.claimed_by = ? OR s.claimed_at < ?
      OR s.claimed_by NOT IN (SELECT id FROM owners) OR s.claimed_by IN (SELECT value FROM json_each(?)))
    ORDER BY s.run LIMIT ?`);
  const any = db.prepare('SELECT 1 FROM starts LIMIT 1');
  const claim = db.prepare('UPDATE starts SET claimed_by = ?, claimed_at = ? WHERE run = ?');
  const release = db.prepare(
    'UPDATE starts SET claimed_by = NULL, claimed_at = NULL WHERE claimed_by = ? AND run = (SELECT key FROM runs WHERE id = ?)',
  );
  function findFree(owner: number, { room, held }: Wanted, now: number): readonly StartRow[] {
    const gone = JSON.stringify(findDeadOwners(db, now).map(({ id }) => id));
    const free: StartRow[] = [];
    for (const [workflow, places] of room) {
      const most = Math.min(places, mostClaims - held.size - free.length);
      if (most <= 0) continue;
      const found = find.all(workflow, owner, now - staleClaimMs, gone, most + held.size);
      free.push(...found.filter(({ id }) => !held.has(id)).slice(0, most));
    }
    return free;
  }
  return {
    /** Whether there is a start to claim: a claim that finds none would still be a change for others. */
    isAny: (owner: number, wanted: Wanted, now: number) =>
      any.get() !== undefined && findFree(owner, wanted, now).length > 0,
    claim: (owner: number, wanted: Wanted, now: number): readonly ClaimedStart[] =>
      findFree(owner, wanted, now).map(({ run, id, workflow }) => {
        claim.run(owner, now, run);
        return { id, workflow };
      }),
    ...createBegin(db),
    release(owner: number, ids: readonly string[]) {
      for (const id of ids) release.run(owner, id);
    },
  };
}

function createBegin(db: Database) {
  const counts = createCountChanges();
  const rows = createRunRows(db, counts);
  const writeCounts = createCountWriter(db);
  const take = db.prepare('DELETE FROM starts WHERE run = ? AND claimed_by = ?');
  const input = db.prepare<[number], string>('SELECT json FROM inputs WHERE key = ?').pluck();
  return {
    /** `undefined` when it was canceled, or is not claimed by this owner. */
    begin(owner: number, id: string, at: number): BegunStart | undefined {
      const run = rows.find(id);
      if (!run || take.run(run.key, owner).changes === 0 || !mayBegin(run)) return undefined;
      const fields = begunFields(at);
      try {
        rows.update(run, { state: stateAfter(run, fields), owner, fields });
        writeCounts(counts);
      } finally {
        counts.take();
      }
      bumpChange(db);
      return { input: input.get(run.key) };
    },
    /** Repeats the answer of `begin` with the same arguments, while the run still runs there. */
    begun(owner: number, id: string, at: number): BegunStart | undefined {
      const run = rows.find(id);
      return run?.owner === owner && isBegun(run, at) ? { input: input.get(run.key) } : undefined;
    },
  };
}

/** Makes a begin survive a crash of the machine: what a run does outside cannot be undone. */
export function syncToDisk<T>(db: Database, begin: () => T): T {
  db.pragma('synchronous = FULL');
  try {
    return begin();
  } finally {
    db.pragma('synchronous = NORMAL');
  }
}

export function offeredWorkflows(gone: Iterable<number>): Sql {
  return sql`SELECT DISTINCT workflow FROM offers WHERE owner IN (SELECT id FROM owners)
    AND owner NOT IN (SELECT value FROM json_each(${JSON.stringify([...gone])})) ORDER BY workflow`;
}

function readOffers(db: Database, now: number): readonly string[] {
  const statement = offeredWorkflows(findDeadOwners(db, now).map(({ id }) => id));
  return db
    .prepare<unknown[], string>(statement.sql)
    .pluck()
    .all(...statement.values);
}

/** The offers of owners. Call every method inside a write transaction. */
export function createOfferRows(db: Database) {
  const removeGone = db.prepare('DELETE FROM offers WHERE owner NOT IN (SELECT id FROM owners)');
  const remove = db.prepare(
    'DELETE FROM offers WHERE owner = ? AND workflow NOT IN (SELECT value FROM json_each(?))',
  );
  const insert = db.prepare('INSERT OR IGNORE INTO offers VALUES (?, ?)');
  const has = db.prepare('SELECT 1 FROM offers WHERE owner = ? AND owner IN (SELECT id FROM owners)');
  return {
    /** Replaces an owner's offers, and removes those of former owners. Returns whether any changed. */
    put(owner: number, workflows: readonly string[]): boolean {
      const removed = removeGone.run().changes + remove.run(owner, JSON.stringify(workflows)).changes;
      const added = workflows.map(workflow => insert.run(owner, workflow).changes);
      return removed > 0 || added.includes(1);
    },
    has: (owner: number) => has.get(owner) !== undefined,
  };
}

const newId = createRunIds();

/** Make a starter inside each write transaction: it looks only once what is offered. */
export function createRunStarters(db: Database, recorder: BatchRecorder) {
  const known = db.prepare<[string], KnownRun>(
    `SELECT ${knownRunColumns}, i.json AS input FROM runs r LEFT JOIN inputs i ON i.key = r.key WHERE r.id = ?`,
  );
  const projectOf = db.prepare<[string], { project: string | null }>('SELECT project FROM runs WHERE id = ?');
  const queue = db.prepare('INSERT INTO starts (run, workflow) SELECT key, name FROM runs WHERE id = ?');

  function insert(start: RunCreated): StartResult {
    const { id } = start;
    const [refused] = recorder.commit(createEventBatch([start]), () => null).refused;
    if (refused) return { type: 'refused', reason: thrownMessage(refused.error) };
    try {
      queue.run(id);
    } catch (error) {
      recorder.forget();
      throw error;
    }
    return { type: 'started', id };
  }

  return (now: number) => {
    let offered: readonly string[] | undefined;
    return (request: StartRequest): StartResult => {
      const { workflow, id = newId(now), retryOf } = request;
      const project = retryOf === undefined ? undefined : projectOf.get(retryOf)?.project;
      const start = toStartEvent(request, { id, now, project });
      const run = known.get(id);
      if (run) return answerKnown(run, start);
      offered ??= readOffers(db, now);
      return offered.includes(workflow) ? insert(start) : { type: 'not-offered', offered };
    };
  };
}
