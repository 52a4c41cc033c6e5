import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database } from 'better-sqlite3';
import { createEventBatch, type EventBatch } from '../../../contract/event-batch.ts';
import type { IntakeBatch, IntakeResult, Token } from '../../../contract/served-store.ts';
import type { BeginRequest, BegunStarts, StartClaim } from '../../../contract/starts/start-intake.ts';
import type { StartRequest } from '../../../contract/starts/start-request.ts';
import { closeOnError } from '../../../drivers/sqlite/open-existing.ts';
import { thrownMessage } from '../../../model/errors.ts';
import { remoteLostAfterMs } from '../../runs/events/run-state.ts';
import { mostBytesAtOnce } from '../../runs/events/start-event.ts';
import { markLostRuns } from '../changes/change-runs.ts';
import { type BatchRecorder, createBatchRecorder } from '../changes/record-batch.ts';
import { createRemoteWriters, createRunWriters, type RemoteWriters } from '../changes/remote-writers.ts';
import { bumpChange } from '../changes/sqlite-rows.ts';
import { openRecordable } from '../open-database.ts';
import { createOfferRows, createRunStarters, createStartClaims, syncToDisk } from '../starts/claims.ts';
import { startIndexing } from '../write/background-indexing.ts';

const busyTimeoutMs = 2_000;

type NewToken = Omit<Token, 'createdAt' | 'revokedAt'> & { readonly hash: string };
type OfWriter = { readonly writer: string };
type OfWriters = { readonly writers: readonly string[] };

/** Opens a store for a server, which from now on receives the heartbeats of remote writers. */
export function openServerWriter(path: string) {
  return closeOnError(openRecordable(path), createServerWriter);
}

function createServerWriter(db: Database) {
  db.pragma(`busy_timeout = ${busyTimeoutMs}`);
  const writers = createRemoteWriters(db);
  const upkeep = createUpkeep(db, writers);
  const recorder = createBatchRecorder(db);
  const apply = createApply(db, writers, recorder);
  const starters = createRunStarters(db, recorder);
  const startRun = db.transaction((request: StartRequest) => starters(Date.now())(request));
  const heartbeat = db.transaction((ids: readonly string[]) => {
    const hasRestored = ids.map(writers.heartbeat).includes(true);
    if (hasRestored) bumpChange(db);
  });
  const addToken = db.prepare('INSERT INTO tokens VALUES (?, ?, ?, ?, ?, NULL)');
  const revokeToken = db.prepare('UPDATE tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL');
  let indexingFailure: { readonly error: unknown } | undefined;
  const indexing = startIndexing(db, error => {
    indexingFailure = { error };
  });
  return {
    /** By the type of the request. */
    answers: {
      apply({ batch }: { readonly batch: IntakeBatch }) {
        const result = apply(batch);
        indexing.wake();
        return result;
      },
      heartbeat: ({ writers: ids }: OfWriters) => void heartbeat.immediate(ids),
      'keep-writer-key': ({ writer, hash }: OfWriter & { readonly hash: string }) =>
        writers.keepKey(writer, hash),
      'start-run'({ request }: { readonly request: StartRequest }) {
        const result = startRun.immediate(request);
        indexing.wake();
        return result;
      },
      ...createRemoteStarts(db, writers),
      check: () => requireWritable(db),
      /** Marks lost runs and removes idle writers. Throws what indexing failed with since the last call. */
      upkeep() {
        upkeep();
        const failure = indexingFailure;
        indexingFailure = undefined;
        if (failure) throw failure.error;
      },
      'add-token': ({ token: { id, name, scopes, hash } }: { readonly token: NewToken }) =>
        void addToken.run(id, name, JSON.stringify(scopes), hash, Date.now()),
      'revoke-token': ({ id }: { readonly id: string }) => revokeToken.run(Date.now(), id).changes > 0,
    },
    close() {
      indexing.stop();
      db.close();
    },
  };
}

/** With less, the next batch may not fit. */
const leastFreeBytes = 1_024 * 1_024;

/** Takes and releases the write lock. SQLite notices a full disk only when it writes. */
function requireWritable(db: Database): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    db.prepare('SELECT value FROM meta').all();
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK');
  }
  const { bavail, bsize } = statfsSync(dirname(db.name));
  if (bavail * bsize < leastFreeBytes)
    throw Object.assign(new Error('almost no space is left on the disk'), { code: 'ENOSPC' });
}

function createApply(
  db: Database,
  writers: RemoteWriters,
  recorder: BatchRecorder,
): (batch: IntakeBatch) => IntakeResult {
  const apply = db.transaction(
    ({ writer, sequence, isOwner }: IntakeBatch, batch: EventBatch): IntakeResult => {
      const owner = isOwner ? writers.claim(writer) : null;
      if (sequence <= writers.lastSequence(writer)) return { isNew: false, refused: [], foreign: [] };
      const { refused, foreign } =
        batch.events > 0 ? recorder.commit(batch, () => owner, writer) : { refused: [], foreign: [] };
      writers.noteSequence(writer, sequence);
      const reasons = refused.map(({ id, error }) => ({ id, reason: thrownMessage(error) }));
      return { isNew: true, refused: reasons, foreign };
    },
  );
  return batch => {
    const events = createEventBatch(batch.events);
    try {
      return apply.immediate(batch, events);
    } catch (error) {
      recorder.forget();
      throw error;
    }
  };
}

function createUpkeep(db: Database, writers: RemoteWriters): () => void {
  const removeIdle = db.transaction(writers.removeIdle);
  const markServed = db.prepare("UPDATE meta SET value = ? WHERE name = 'served' AND value < ?");
  let servedAt = Date.now();
  let lastRun = servedAt;
  return () => {
    const now = Date.now();
    // A suspended server received no heartbeats.
    if (now - lastRun > remoteLostAfterMs / 2) servedAt = now;
    lastRun = now;
    markServed.run(servedAt, servedAt);
    markLostRuns(db, { hearsWriters: true });
    removeIdle.immediate();
  };
}

/** See `StartIntake`. Each call is one transaction. */
export function createRemoteStarts(db: Database, writers: RemoteWriters) {
  const starts = createStartClaims(db);
  const offers = createOfferRows(db);
  const giveBack = db.prepare(
    `UPDATE starts SET claimed_by = NULL, claimed_at = NULL
    WHERE claimed_by = ? AND run NOT IN (SELECT key FROM runs WHERE id IN (SELECT value FROM json_each(?)))`,
  );
  const runWriters = createRunWriters(db);
  const isSilent = db.prepare('SELECT 1 FROM owners WHERE id = ? AND heartbeat_at <= ?');

  const claim = db.transaction((writer: string, { room, held }: StartClaim) => {
    const owner = writers.claim(writer);
    const isOther = offers.put(owner, [...room.keys()]);
    const returned = giveBack.run(owner, JSON.stringify(held)).changes;
    const claimed = starts.claim(owner, { room, held: new Set(held) }, Date.now());
    if (isOther || returned > claimed.length) bumpChange(db);
    return claimed;
  });
  const begin = db.transaction((writer: string, requests: readonly BeginRequest[]): BegunStarts => {
    const owner = writers.claim(writer);
    const begun: BegunStarts['begun'][number][] = [];
    const refused: string[] = [];
    let bytes = 0;
    for (const { id, at } of requests) {
      if (bytes > mostBytesAtOnce) break;
      const start = starts.begun(owner, id, at) ?? starts.begin(owner, id, at);
      if (start) {
        runWriters.putById(id, writer);
        begun.push({ id, ...start });
      } else refused.push(id);
      bytes += Buffer.byteLength(start?.input ?? '');
    }
    return { begun, refused };
  });
  const leave = db.transaction((ids: readonly string[], silentMs: number) => {
    for (const writer of ids) {
      const owner = writers.ownerOf(writer);
      if (owner === undefined || isSilent.get(owner, Date.now() - silentMs) === undefined) continue;
      const hadOffers = offers.put(owner, []);
      if (giveBack.run(owner, '[]').changes > 0 || hadOffers) bumpChange(db);
    }
  });
  return {
    'claim-starts': (request: OfWriter & { readonly claim: StartClaim }) =>
      claim.immediate(request.writer, request.claim),
    'begin-starts': (request: OfWriter & { readonly starts: readonly BeginRequest[] }) =>
      syncToDisk(db, () => begin.immediate(request.writer, request.starts)),
    'leave-starts': (request: OfWriters & { readonly silentMs: number }) =>
      leave.immediate(request.writers, request.silentMs),
  };
}
