import type { Pieces } from '../pieces.ts';
import { findRecurringHours } from './recurring-hours.ts';
import { isSeparation, type Split, signedG } from './separation.ts';
import type { Outcome } from './shared-value.ts';

export type Rate = { readonly failed: number; readonly runs: number };

/** The runs after the last failure, or after the failing time. */
export type Later = {
  readonly runs: number;
  readonly succeeded: number;
  /** How many failed, by chance. */
  readonly failed: number;
  /** Whether even more exist; the newest ones were read. */
  readonly isMore: boolean;
  /** When the last failed run before them was created, in epoch ms. */
  readonly lastBadAt: number;
  /** Whether they fail significantly less. */
  readonly isOver: boolean;
};

/**
 * Rates count the runs to now, or up to the last failure if the failing is over. `isOfCause`: some of the
 * runs failed in another way, and count as not failed.
 */
export type SinceWhen = { readonly isOfCause?: boolean } & SinceTime;

type SinceTime =
  | { readonly type: 'never-succeeded'; readonly all: Rate; readonly firstBad: Outcome }
  | {
      readonly type: 'changed';
      readonly before: Rate;
      readonly after: Rate;
      readonly lastGood?: Outcome;
      readonly firstBad: Outcome;
      readonly later?: Later;
    }
  /** No time divides runs by how much they fail. */
  | { readonly type: 'unchanged'; readonly all: Rate; readonly later?: Later };

/** Outcomes by time: up to the last failure, and later. */
export type Outcomes = {
  readonly upToLast: readonly Outcome[];
  readonly later: readonly Outcome[];
  /** Whether even more exist; the newest ones were read. */
  readonly isMoreLater: boolean;
};

/**
 * Finds since when runs fail more than before, and until when. Each run may be the first or the last, so runs
 * count as candidates. Failures at the same hours of several days are no change.
 */
export function* findSince(outcomes: Outcomes): Pieces<SinceWhen | undefined> {
  const { upToLast, later, isMoreLater } = outcomes;
  const firstFailure = upToLast.find(isFailed);
  if (!firstFailure) return undefined;
  const everything = [...upToLast, ...later];
  yield;
  const failures = countFailures(everything);
  const end = findEnd(failures, upToLast.length);
  const sorted = { bad: everything.slice(0, end), rest: everything.slice(end), isMore: isMoreLater };
  const change = yield* findChange(failures.subarray(0, end + 1));
  const hours = findRecurringHours(everything);
  if (hours && hours.g >= signedG(splitInside(failures, change?.at ?? 0, end)))
    return unchanged({ bad: upToLast, rest: later, isMore: isMoreLater }, true);
  if (!everything.some(({ end }) => end === 'success'))
    return { type: 'never-succeeded', firstBad: firstFailure, all: rateOf(everything) };
  return change ? changed(sorted, change, firstFailure) : unchanged(sorted, false);
}

type Ended = {
  readonly bad: readonly Outcome[];
  readonly rest: readonly Outcome[];
  readonly isMore: boolean;
};

function unchanged({ bad, rest, isMore }: Ended, isRecurring: boolean): SinceWhen {
  const all = rateOf(bad);
  const later = toLater(all, rest, isMore, bad.at(-1));
  const isOver = later?.isOver === true && !isRecurring;
  return {
    type: 'unchanged',
    all: isOver ? all : sum(all, rateOf(rest)),
    later: later && { ...later, isOver },
  };
}

function changed({ bad, rest, isMore }: Ended, { at }: Change, firstFailure: Outcome): SinceWhen {
  const since = rateOf(bad.slice(at));
  const later = toLater(since, rest, isMore, bad.at(-1));
  return {
    type: 'changed',
    before: rateOf(bad.slice(0, at)),
    after: later?.isOver ? since : sum(since, rateOf(rest)),
    lastGood: bad.slice(0, at).findLast(({ end }) => end === 'success'),
    firstBad: bad[at] ?? firstFailure,
    later,
  };
}

function isFailed({ end }: Outcome): boolean {
  return end === 'failed';
}

/** At index n, how many of the first n outcomes failed, so that any range is counted at once. */
type Failures = Uint32Array;

function countFailures(outcomes: readonly Outcome[]): Failures {
  const failures = new Uint32Array(outcomes.length + 1);
  let failed = 0;
  for (let at = 0; at < outcomes.length; at += 1) {
    failed += Number(outcomes[at]?.end === 'failed');
    failures[at + 1] = failed;
  }
  return failures;
}

function rateBetween(failures: Failures, start: number, end = failures.length - 1): Rate {
  return { failed: (failures[end] ?? 0) - (failures[start] ?? 0), runs: end - start };
}

function rateOf(outcomes: readonly Outcome[]): Rate {
  return { failed: outcomes.filter(isFailed).length, runs: outcomes.length };
}

function sum(one: Rate, other: Rate): Rate {
  return { failed: one.failed + other.failed, runs: one.runs + other.runs };
}

function toLater(bad: Rate, rest: readonly Outcome[], isMore: boolean, lastBad?: Outcome): Later | undefined {
  if (rest.length === 0 || !lastBad) return undefined;
  const { failed, runs } = rateOf(rest);
  const split = toSplit(bad, { failed, runs });
  return {
    ...{ runs, failed, isMore, lastBadAt: lastBad.at },
    succeeded: rest.filter(({ end }) => end === 'success').length,
    isOver: isSeparation(split, bad.runs + runs),
  };
}

/** The index after the failing time: after the last failure, or earlier if the rest failed by chance. */
function findEnd(failures: Failures, afterLast: number): number {
  const { start, end } = findWorstTime(failures);
  if (end >= afterLast) return afterLast;
  const [inside, rest] = [rateBetween(failures, start, end), rateBetween(failures, end)];
  // Any two runs may be the first and the last one.
  if (!isSeparation(toSplit(inside, rest), rateBetween(failures, 0).runs ** 2)) return afterLast;
  const after = failures.subarray(end);
  const again = findWorstTime(after);
  const isAgain = isSeparation(splitInside(after, again.start, again.end), rest.runs ** 2);
  return isAgain ? afterLast : end;
}

type Time = { readonly start: number; readonly end: number };

/** Rates inside the failing time, as parts of the way from the average rate to 1. */
const rates = [0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.95];

/** The range whose runs fail more than the others: the best of the likeliest for each rate (Kadane). */
function findWorstTime(failures: Failures): Time {
  const { failed, runs } = rateBetween(failures, 0);
  const usual = failed / Math.max(1, runs);
  let best: Time = { start: 0, end: runs };
  let bestG = 0;
  for (const share of rates) {
    const rate = usual + (1 - usual) * share;
    const time = likeliestTime(failures, usual, Math.min(rate, 0.99));
    const g = signedG(splitInside(failures, time.start, time.end));
    if (g > bestG) [best, bestG] = [time, g];
  }
  return best;
}

function likeliestTime(failures: Failures, usual: number, rate: number): Time {
  const forFailed = Math.log(rate / usual);
  const forOthers = Math.log((1 - rate) / (1 - usual));
  const best = { start: 0, end: 0 };
  let [score, bestScore, start] = [0, 0, 0];
  for (let at = 0; at < failures.length - 1; at += 1) {
    if (score <= 0) {
      score = 0;
      start = at;
    }
    score += failures[at + 1] === failures[at] ? forOthers : forFailed;
    if (score > bestScore) {
      bestScore = score;
      best.start = start;
      best.end = at + 1;
    }
  }
  return best;
}

function splitInside(failures: Failures, start: number, end: number): Split {
  const [inside, all] = [rateBetween(failures, start, end), rateBetween(failures, 0)];
  return toSplit(inside, { failed: all.failed - inside.failed, runs: all.runs - inside.runs });
}

function toSplit(inside: Rate, outside: Rate): Split {
  return {
    ...{ failed: inside.failed, failedTotal: inside.runs },
    ...{ others: outside.failed, othersTotal: outside.runs },
  };
}

type Change = { readonly at: number; readonly g: number };

const pieceOutcomes = 2_048;

function* findChange(failures: Failures): Pieces<Change | undefined> {
  const all = rateBetween(failures, 0);
  let best: Change | undefined;
  for (let at = 0; at < all.runs; at += 1) {
    if (at % pieceOutcomes === 0) yield;
    if (failures[at + 1] === failures[at]) continue;
    const split = splitInside(failures, at, all.runs);
    const g = signedG(split);
    if (g > (best?.g ?? 0) && isSeparation(split, all.runs)) best = { at, g };
  }
  return best;
}

/** Epoch ms, both included; unbounded where nothing changed. */
export type FailingTime = { readonly from?: number; readonly to?: number };

export function failingTime(since: SinceWhen | undefined): FailingTime {
  if (!since || since.type === 'never-succeeded') return {};
  return {
    from: since.type === 'changed' ? since.firstBad.at : undefined,
    to: since.later?.isOver ? since.later.lastBadAt : undefined,
  };
}

export function isInTime(
  at: number,
  { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY }: FailingTime,
) {
  return at >= from && at <= to;
}
