import type { Database } from 'better-sqlite3';
import { limitConcurrency } from '../../../async/limit-concurrency.ts';
import { sleep } from '../../../async/sleep.ts';
import { yieldToEventLoop } from '../../../async/yield-to-event-loop.ts';
import type { BegunStart, StartListener, StartQueue } from '../../../contract/starts/start-queue.ts';
import { isBusy } from '../../../drivers/sqlite/sqlite-error.ts';
import { once } from '../../../model/memo.ts';
import type { Report } from '../../runs/background-work.ts';
import type { ProcessOwner } from '../changes/process-owner.ts';
import { bumpChange } from '../changes/sqlite-rows.ts';
import { toStoreError } from '../store-error.ts';
import { createOfferRows, createStartClaims, syncToDisk, type Wanted } from './claims.ts';

const pollMs = 100;
const busyRetryMs = 4;
const beginTimeoutMs = 5_000;

type StartQueueOptions = {
  readonly path: string;
  /** The starts of the file that is open now, and of the one at the path, opened if need be. */
  readonly opened: () => OwnStarts | undefined;
  readonly current: () => OwnStarts | undefined;
  /** Reports what `work` throws, and then returns `undefined`. */
  readonly attempt: <T>(work: () => T) => T | undefined;
  readonly report: Report;
};

export type PolledStartQueue = StartQueue & {
  readonly isListening: () => boolean;
  /** Looks for claims of programs that ended, which is no change of the store. */
  readonly renew: () => void;
  readonly stop: () => void;
};

/** Polls a store's file only while something is offered. */
export function createStartQueue(options: StartQueueOptions): PolledStartQueue {
  const { opened, attempt } = options;
  const held = new Set<string>();
  const inTurn = limitConcurrency(1);
  let listener: StartListener | undefined;
  let seen: Seen | undefined;
  let isLooking = false;
  let polling: NodeJS.Timeout | undefined;

  function look({ room, claimed }: StartListener, starts: OwnStarts): void {
    if (seen?.starts !== starts) held.clear();
    const places = room();
    const names = JSON.stringify([...places.keys()]);
    const version = starts.version();
    const isOffered = seen?.starts === starts && seen.names === names;
    if (isOffered && version === seen?.version) return;
    // Another program may have taken this one for dead.
    if (!isOffered || !starts.isOffering()) starts.offer([...places.keys()]);
    const found = starts.claim({ room: places, held });
    seen = { starts, names, version };
    for (const { id } of found) held.add(id);
    if (found.length > 0) claimed(found);
  }
  function withdraw(starts: OwnStarts | undefined): void {
    starts?.release([...held]);
    starts?.offer([]);
    held.clear();
    clearInterval(polling);
  }
  /** The next poll repeats what fails. */
  function poll(): void {
    attempt(() => {
      const starts = opened();
      if (!listener) withdraw(starts);
      else if (starts) look(listener, starts);
    });
  }
  function lookSoon(): void {
    if (seen) seen = { ...seen, version: undefined };
    if (isLooking) return;
    isLooking = true;
    setImmediate(() => {
      isLooking = false;
      if (listener) poll();
    });
  }
  function stop(): void {
    if (!listener) return;
    listener = undefined;
    seen = undefined;
    poll();
  }

  return {
    isListening: () => listener !== undefined,
    renew() {
      if (seen) seen = { ...seen, version: undefined };
      if (listener) poll();
    },
    stop,
    listen(added) {
      listener = added;
      clearInterval(polling);
      polling = setInterval(poll, pollMs).unref();
      lookSoon();
      return stop;
    },
    roomChanged: lookSoon,
    async begin(id, at) {
      // Each start is synced to the disk, which blocks the event loop.
      const begun = await inTurn(async () => {
        await yieldToEventLoop();
        return held.has(id) ? beginSoon(options, id, at) : undefined;
      });
      held.delete(id);
      return begun;
    },
    release(ids) {
      attempt(() => opened()?.release(ids));
      for (const id of ids) held.delete(id);
    },
  };
}

/** The last offer, and the version of the store at which nothing more could be claimed. */
type Seen = { readonly starts: OwnStarts; readonly names: string; readonly version: unknown };

/** Waits for other writers. A start that cannot begin stays claimed, and is claimed again. */
async function beginSoon(
  { path, current, report }: StartQueueOptions,
  id: string,
  at: number,
): Promise<BegunStart | undefined> {
  const deadline = performance.now() + beginTimeoutMs;
  for (;;) {
    try {
      return current()?.begin(id, at);
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) {
        report(toStoreError(error, path));
        return undefined;
      }
    }
    await sleep(busyRetryMs);
  }
}

/** The starts of one file that this process takes. Every call may throw SQLite's errors. */
type OwnStarts = ReturnType<typeof createOwnStarts>;

export function createOwnStarts(db: Database, owner: ProcessOwner) {
  // Most recorders offer nothing, and need no statements for it.
  const claims = once(() => createStartClaims(db));
  const offers = once(() => createOfferRows(db));
  const offer = db.transaction((workflows: readonly string[]) => {
    offers().put(owner.claim(), workflows);
    bumpChange(db);
  });
  const claim = db.transaction((wanted: Wanted) => claims().claim(owner.claim(), wanted, Date.now()));
  const begin = db.transaction((id: string, at: number) => claims().begin(owner.claim(), id, at));
  const release = db.transaction((ids: readonly string[]) => claims().release(owner.claim(), ids));
  return {
    /** Changes whenever another connection commits. */
    version: () => db.pragma('data_version', { simple: true }),
    offer: (workflows: readonly string[]) => offer.immediate(workflows),
    isOffering() {
      const id = owner.id();
      return id !== undefined && offers().has(id);
    },
    claim(wanted: Wanted) {
      const id = owner.id();
      return id !== undefined && claims().isAny(id, wanted, Date.now()) ? claim.immediate(wanted) : [];
    },
    begin: (id: string, at: number) => syncToDisk(db, () => begin.immediate(id, at)),
    release: (ids: readonly string[]) => release.immediate(ids),
  };
}
