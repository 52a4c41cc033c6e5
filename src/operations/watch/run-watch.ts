import { limitConcurrency } from '../../async/limit-concurrency.ts';
import { compareNewest, listedAt } from '../../contract/lists/run-order.ts';
import type { MissingTarget } from '../../contract/lists/run-page.ts';
import { newestFirst } from '../../contract/lists/sort.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { asksForUsual, clauseNeedsPayloads } from '../../model/query/clauses.ts';
import { compileMatcher, matchReading } from '../../model/query/match/compile-matcher.ts';
import type { Payloads } from '../../model/query/match/subject.ts';
import { emptyQuery, type Query } from '../../model/query/query.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import { type Outage, openBetweenReads, timeRead, untilRead } from '../follow/read-pace.ts';
import { createKnownRuns, type KnownRuns, lastingPart, type OpenRun } from './known-runs.ts';
import { lateInRound, type Round, readLate, readRound } from './read-round.ts';

type Watched = {
  /** When the read began, in epoch ms: later changes belong to a later read. */
  readonly readAt: number;
  /** The matching runs that appeared, or whose status or hook changed; each as it stands, oldest first. */
  readonly changed: readonly RunSummary[];
  /** How many runs can still change, whether or not they match by what may change. */
  readonly active: number;
  readonly missing: readonly MissingTarget[];
  readonly hasMore: boolean;
};

/** How long after its creation a run may appear in the store. */
const lateMs = 120_000;
/** Enough where the store tells its late runs, and clocks differ by less. */
const toldLateMs = 60_000;
/** Runs up to this age are read each time; older ones that may be late, now and then. */
const newMs = 3_000;
const wholeEveryMs = 5_000;
/** The time between two reads of all that may be late, as a multiple of what one takes. */
const wholeFactor = 20;
/** Bounds the memory of ended runs in a very busy store. */
const mostKept = 20_000;
const payloadsAtOnce = 8;

export type RunWatch = ReturnType<typeof createRunWatch>;

export function createRunWatch(store: RunStore, query: Query, now: () => number) {
  const lasting = lastingPart(query);
  /** Whether payloads may decide, which are read for each run. */
  const readsPayloads = query.clauses.some(clauseNeedsPayloads);
  let known: KnownRuns | undefined;
  let newestAt = 0;
  /** When all that may be late is read next; by `performance.now()`, as `keepUntil`. */
  let wholeAt = 0;
  /** Until when the horizon stays, because runs of an outage may come late. */
  let keepUntil = 0;
  /** The position up to which late runs were read; `undefined` where the store does not tell them. */
  let lateAfter: string | undefined;

  /** In a merged list, some targets may not tell them. */
  const tellsLate = () => lateAfter !== undefined && store.target.members === undefined;
  const horizon = () => newestAt - (tellsLate() ? toldLateMs : lateMs);

  const readNewest = async (signal: AbortSignal): Promise<number> => {
    const options = { sort: newestFirst, limit: 1, now: now(), signal };
    const [newest] = (await store.listRuns(emptyQuery, options)).runs;
    return Math.min(now(), newest ? listedAt(newest) : 0);
  };

  const readRuns = (isWhole: boolean, since: KnownRuns, signal: AbortSignal): Promise<Round> =>
    readRound(store, {
      ...{ query: lasting, now: now(), signal, usual: asksForUsual(query) },
      isWanted: run => {
        const { isReported, isSame } = since.compare(run);
        const mayMatchYet = isActive(run) && !readsPayloads;
        return !isSame || (!isReported && mayMatchYet);
      },
      leftOf: since.openExcept,
      lateAfter,
      floorOf: left => (isWhole ? since.horizon() : floorOf(left, since.horizon(), newestAt)),
    });

  const findMatching = async (runs: readonly RunSummary[], signal: AbortSignal) => {
    const limit = limitConcurrency(payloadsAtOnce);
    const matches = compileMatcher(query, { now: now() });
    const tests = runs.map(run =>
      limit(() => matchReading(matches, run, () => readPayloads(store, runAddress(run), signal))),
    );
    const results = await Promise.all(tests);
    return runs.filter((_, index) => results[index]);
  };

  return {
    read: async (signal: AbortSignal): Promise<Watched> => {
      const readAt = now();
      const startedAt = performance.now();
      const isFirst = known === undefined;
      const isWhole = startedAt >= wholeAt;
      lateAfter ??= (await readLate(store, undefined, signal))?.position;
      if (isWhole) newestAt = Math.max(newestAt, await readNewest(signal));
      const current = known ?? createKnownRuns(horizon());
      const round = await readRuns(isWhole, current, signal);
      const due = [...round.runs.values()].filter(run => {
        const { isReported, isSame } = current.compare(run);
        return !isReported && !(readsPayloads && isSame);
      });
      const isAssumed = isFirst && readsPayloads;
      const changed = isAssumed ? due : await findMatching(due, signal);
      const reported = new Set(changed);
      for (const run of round.runs.values()) current.note(run, reported.has(run));
      for (const address of round.removed) current.remove(address);
      known = current;
      lateAfter = round.late?.position ?? lateAfter;
      const endedAt = performance.now();
      if (round.missing.length > 0) keepUntil = Math.max(keepUntil, endedAt + lateMs);
      if (isWhole) {
        wholeAt = endedAt + Math.max(wholeEveryMs, (endedAt - startedAt) * wholeFactor);
        if (tellsLate() || endedAt >= keepUntil) current.advance(horizon(), mostKept);
      }
      return {
        readAt,
        changed: isFirst ? [] : changed.toSorted((a, b) => compareNewest(b, a)),
        active: current.openCount(),
        missing: round.missing,
        hasMore: (round.late?.addresses.length ?? 0) >= lateInRound,
      };
    },
    /** Runs from an outage come late, and so are looked for longer. */
    noteOutage: (isOver: boolean) => {
      if (!isOver) keepUntil = Number.POSITIVE_INFINITY;
      else if (keepUntil === Number.POSITIVE_INFINITY) keepUntil = performance.now() + lateMs;
    },
  };
}

function floorOf(left: readonly OpenRun[], horizon: number, newestAt: number): number {
  const oldestLeft = left.reduce((least, { createdAt }) => Math.min(least, createdAt), newestAt - newMs);
  return Math.max(horizon, oldestLeft);
}

async function readPayloads(store: RunStore, address: string, signal: AbortSignal): Promise<Payloads> {
  const run = await store.getRun(address, { include: { messages: true }, signal });
  return run ? { input: run.input, output: run.output, error: run.error?.value, messages: run.messages } : {};
}

const readEveryMs = 2_000;

/**
 * Yields after each read what has changed since the one before; the first yields nothing. What began and
 * ended between two reads is one change. Without `lateRuns`, a run that appears two minutes after its
 * creation, and has ended, is missed.
 */
export async function* watchRuns(
  store: RunStore,
  query: Query,
  { signal, now, onOutage }: Outage & { readonly now: () => number },
): AsyncGenerator<Watched, void> {
  const between = openBetweenReads(store, signal, readEveryMs);
  const watch = createRunWatch(store, query, now);
  const read = () => timeRead(() => watch.read(signal));
  const outage: Outage = {
    signal,
    onOutage: error => {
      watch.noteOutage(error === undefined);
      onOutage(error);
    },
  };
  try {
    for (let isFirst = true; ; isFirst = false) {
      const { result, tookMs } = await (isFirst ? read() : untilRead(read, outage));
      yield result;
      await between.wait(tookMs, result.hasMore);
    }
  } finally {
    between.stop();
  }
}
