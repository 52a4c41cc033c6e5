import { isSeparation, signedG } from './separation.ts';

/** How a run ended: `other` is a failure of another cause, or a cancel. */
export type Outcome = {
  readonly id: string;
  readonly target?: string;
  readonly at: number;
  readonly end: 'failed' | 'success' | 'other';
};

export type Rate = { readonly failed: number; readonly runs: number };

export type SinceWhen =
  | { readonly type: 'never-succeeded'; readonly all: Rate; readonly firstBad: Outcome }
  | {
      readonly type: 'changed';
      readonly before: Rate;
      readonly after: Rate;
      /** The last success before the first failure. */
      readonly lastGood?: Outcome;
      readonly firstBad: Outcome;
    }
  /** No time separates runs that fail more from those before. */
  | { readonly type: 'unchanged'; readonly all: Rate };

/**
 * Since when runs fail more than before, in one pass over outcomes by time, of which the last one is a
 * failure, in pieces. Each run may be the first one, so that there are as many candidates as runs.
 */
export function* findSince(outcomes: readonly Outcome[]): Generator<undefined, SinceWhen | undefined> {
  const failed = outcomes.filter(({ end }) => end === 'failed').length;
  const firstFailure = outcomes.find(({ end }) => end === 'failed');
  if (!firstFailure) return undefined;
  const all = { failed, runs: outcomes.length };
  if (!outcomes.some(({ end }) => end === 'success'))
    return { type: 'never-succeeded', all, firstBad: firstFailure };
  const change = yield* findChange(outcomes, failed);
  if (!change) return { type: 'unchanged', all };
  const { at, before } = change;
  const after = { failed: failed - before.failed, runs: outcomes.length - before.runs };
  const firstBad = outcomes[at] ?? firstFailure;
  const lastGood = outcomes.slice(0, at).findLast(({ end }) => end === 'success');
  return { type: 'changed', before, after, lastGood, firstBad };
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
    const split = splitAt(at, failed, failures, outcomes.length);
    const g = signedG(split);
    if (g > (best?.g ?? 0) && isSeparation(split, outcomes.length))
      best = { at, before: { failed, runs: at }, g };
    failed += 1;
  }
  return best;
}

/** The runs since then that failed, and those before. */
function splitAt(at: number, failed: number, failures: number, runs: number) {
  return { failed: failures - failed, failedTotal: runs - at, others: failed, othersTotal: at };
}
