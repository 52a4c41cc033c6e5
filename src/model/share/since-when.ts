import { isSeparation, signedG } from './separation.ts';

/** How a run ended: `other` is a failure of another cause, or a cancel. */
export type Outcome = {
  readonly id: string;
  readonly target?: string;
  readonly at: number;
  readonly end: 'failed' | 'success' | 'other';
};

export type Rate = { readonly failed: number; readonly runs: number };

/** Runs that ended after the last failure, of which none failed so. */
export type LaterRuns = {
  readonly runs: number;
  readonly succeeded: number;
  /** Whether there are even more, which were not read: these are the newest ones. */
  readonly isMore: boolean;
};

/** Whether runs still fail after the last failure that was found. */
export type Later = LaterRuns & {
  /** When the last failure was created; epoch ms. */
  readonly lastBadAt: number;
  /** Whether runs after it fail less, by the same rule as the beginning is found. */
  readonly isOver: boolean;
};

/** Rates count all runs to now; where the failing is over, those up to the last failure. */
export type SinceWhen =
  | { readonly type: 'never-succeeded'; readonly all: Rate; readonly firstBad: Outcome }
  | {
      readonly type: 'changed';
      readonly before: Rate;
      readonly after: Rate;
      /** The last success before the first failure. */
      readonly lastGood?: Outcome;
      readonly firstBad: Outcome;
      /** Absent where no run ended after the last failure. */
      readonly later?: Later;
    }
  /** No time separates runs that fail more from those before. */
  | { readonly type: 'unchanged'; readonly all: Rate; readonly later?: Later };

const noneLater: LaterRuns = { runs: 0, succeeded: 0, isMore: false };

/**
 * Since when runs fail more than before, in one pass over outcomes by time, of which the last one is a
 * failure, in pieces. Each run may be the first one, so that there are as many candidates as runs. `later`
 * are the runs that ended after the last failure.
 */
export function* findSince(
  outcomes: readonly Outcome[],
  later = noneLater,
): Generator<undefined, SinceWhen | undefined> {
  const failed = outcomes.filter(({ end }) => end === 'failed').length;
  const firstFailure = outcomes.find(({ end }) => end === 'failed');
  const lastBad = outcomes.at(-1);
  if (!firstFailure || !lastBad) return undefined;
  const all = { failed, runs: outcomes.length };
  if (later.succeeded === 0 && !outcomes.some(({ end }) => end === 'success'))
    return { type: 'never-succeeded', firstBad: firstFailure, all: withLater(all, later) };
  const change = yield* findChange(outcomes, failed);
  if (!change) {
    const ended = toLater(all, later, lastBad);
    return { type: 'unchanged', all: ended?.isOver ? all : withLater(all, later), later: ended };
  }
  const { at, before } = change;
  const bad = { failed: failed - before.failed, runs: outcomes.length - before.runs };
  const ended = toLater(bad, later, lastBad);
  const after = ended?.isOver ? bad : withLater(bad, later);
  const firstBad = outcomes[at] ?? firstFailure;
  const lastGood = outcomes.slice(0, at).findLast(({ end }) => end === 'success');
  return { type: 'changed', before, after, lastGood, firstBad, later: ended };
}

function withLater({ failed, runs }: Rate, later: LaterRuns): Rate {
  return { failed, runs: runs + later.runs };
}

function toLater({ failed, runs }: Rate, later: LaterRuns, lastBad: Outcome): Later | undefined {
  if (later.runs === 0) return undefined;
  const split = { failed, failedTotal: runs, others: 0, othersTotal: later.runs };
  return { ...later, lastBadAt: lastBad.at, isOver: isSeparation(split, runs + later.runs) };
}

type Change = { readonly at: number; readonly before: Rate; readonly g: number };

const pieceOutcomes = 2_048;

function* findChange(
  outcomes: readonly Outcome[],
  failures: number,
): Generator<undefined, Change | undefined> {
  let failed = 0;
  let best: Change | undefined;
  for (const [at, { end }] of outcomes.entries()) {
    if (at % pieceOutcomes === 0) yield;
    if (end !== 'failed') continue;
    const split = splitOutcomes(at, failed, failures, outcomes.length);
    const g = signedG(split);
    if (g > (best?.g ?? 0) && isSeparation(split, outcomes.length))
      best = { at, before: { failed, runs: at }, g };
    failed += 1;
  }
  return best;
}

/** The runs since then that failed, and those before. */
function splitOutcomes(at: number, failed: number, failures: number, runs: number) {
  return { failed: failures - failed, failedTotal: runs - at, others: failed, othersTotal: at };
}
