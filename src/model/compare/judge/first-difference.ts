import { isSeparation, signedG } from '../../share/separation.ts';
import type { DraftPair } from '../pair-trees.ts';
import type { Difference } from '../run-comparison.ts';
import { isOfUsed } from './compare-members.ts';
import { nodeDurationMs } from './compare-outcome.ts';
import type { FoundDifference } from './compare-values.ts';

/** Possible causes come before their consequences, and these before what is said by chance. */
const ranks = {
  /** Failures of the cause have it, successes do not. */
  separating: 0,
  input: 1,
  step: 2,
  used: 3,
  /** The step that failed, and everything after it. */
  failure: 4,
  /** Other failures of the cause do not have it. */
  alone: 5,
  chance: 6,
  duration: 7,
  run: 8,
} as const;

/** An earlier difference that separates as well as the best one within two percentage points is the cause. */
const nearPoints = 0.02;

/**
 * Where the runs diverged: the first of the most telling differences, or the first of those that separate
 * failures from successes about best. `candidates`: how many values were compared.
 */
export function firstDifference(
  differences: readonly Difference[],
  isLearned: boolean,
  candidates: number,
): Difference | null {
  const failedAt = differences.findIndex(isFailure);
  const ranked = differences.map((difference, index) => {
    const isConsequence = failedAt >= 0 && index >= failedAt;
    return rankOf(difference, { isLearned, isConsequence, candidates });
  });
  const least = ranked.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
  const first = differences.filter((_, index) => ranked[index] === least);
  if (least === ranks.duration) return firstDelay(differences);
  if (least !== ranks.separating) return first[0] ?? null;
  const best = first.reduce((one, other) => (strengthOf(other) > strengthOf(one) ? other : one));
  const isAsGood = (one: Difference) => one.is === best.is || pointsOf(one) >= pointsOf(best) - nearPoints;
  return first.find(isAsGood) ?? best;
}

function strengthOf({ usual: { split } }: Difference): number {
  return split ? signedG(split) : 0;
}

/** The share of failures that have it, minus the share of successes. */
function pointsOf({ usual: { split } }: Difference): number {
  return split ? split.failed / split.failedTotal - split.others / Math.max(1, split.othersTotal) : 0;
}

/** Whether a step failed in the judged run, or needed more attempts. */
function isFailure({ kind, node }: Difference): boolean {
  if (!node.parent || node.a?.status !== 'failed') return false;
  return kind === 'status' || kind === 'error' || kind === 'attempts';
}

type Ranking = { readonly isLearned: boolean; readonly isConsequence: boolean; readonly candidates: number };

/** A cause is in at least this share of the other failures. */
const aloneShare = 0.5;

function rankOf(difference: Difference, ranking: Ranking): number {
  const { kind, at, usual, node } = difference;
  const { isLearned, isConsequence, candidates } = ranking;
  const rank = kindRank(difference, isLearned);
  if (kind === 'status' && !node.parent) return ranks.run;
  if (rank >= ranks.chance || rank === ranks.failure) return rank;
  if (isConsequence) return ranks.failure;
  const { split } = usual;
  if (split && separates(difference, candidates)) return ranks.separating;
  if (split && split.failed < aloneShare * split.failedTotal) return ranks.alone;
  return kind === 'run' && isOfUsed(at[0]) ? ranks.used : rank;
}

function kindRank({ kind, at, change, node }: Difference, isLearned: boolean): number {
  if (kind === 'duration') return ranks.duration;
  if (at[0] === 'attributes' && !(isLearned && kind === 'step-input' && !ofPlace.test(String(at[1]))))
    return ranks.chance;
  if (change === 'changed' && !isLearned) return ranks.chance;
  if (kind === 'run' || kind === 'input') return ranks.input;
  if (kind === 'status' || kind === 'error') return ranks.failure;
  return kind === 'attempts' && node.a?.status === 'success' ? ranks.chance : ranks.step;
}

/** OpenTelemetry's names of where a program runs and how it connects, not of what a call was given. */
const ofPlace =
  /^(?:process|host|thread|os|container|k8s|cloud|faas|device|deployment|service\.instance|telemetry|code|net|network|client)\./u;

/** A delay explains the longest one if it is at least this share of it. */
const explainingShare = 0.25;

/** The first delay that explains the longest one, a step before what contains it. */
function firstDelay(differences: readonly Difference[]): Difference | null {
  let longest = 0;
  for (const one of differences) if (Math.abs(delayMs(one)) > Math.abs(longest)) longest = delayMs(one);
  return differences.find(one => delayMs(one) / longest >= explainingShare) ?? null;
}

const slowTimes = 3;
const slowShareOfRun = 0.1;
const leastSlowMs = 50;
/** A step is named instead of its parent if it explains this share of the parent's delay. */
const sameDelayShare = 0.8;

/**
 * The longest delay before the first difference, if it may be the cause, as with a missed deadline: three
 * times as long as in any success, and longer by a tenth of run `b`.
 */
export function slowBefore(first: Difference, differences: readonly Difference[]): Difference | undefined {
  if (first.kind === 'duration') return undefined;
  let slowest: Difference | undefined;
  for (const one of differences) {
    if (one === first) break;
    if (isSlowDifference(one) && (!slowest || sameDelayShare * delayMs(one) > delayMs(slowest)))
      slowest = one;
  }
  return slowest && isOfNote(slowest) ? slowest : undefined;
}

function isSlowDifference({ kind, is, was, usual }: Difference): boolean {
  const longest = usual.range?.[1] ?? Number(was);
  return kind === 'duration' && Number(is) > slowTimes * longest;
}

function isOfNote(delay: Difference): boolean {
  let root = delay.node;
  while (root.parent) root = root.parent;
  return delayMs(delay) > Math.max(leastSlowMs, slowShareOfRun * (nodeDurationMs(root.b) ?? 0));
}

/** Negative if run `a` was faster, 0 for other differences. */
function delayMs({ kind, is, was }: Difference): number {
  return kind === 'duration' ? Number(is) - Number(was) : 0;
}

const foundAtOnce = 500;

/**
 * Divides differences from noise, at their nodes too. What some successes have is no noise if it separates
 * the failures of the cause from successes, as `W` counts.
 */
export function* sortDifferences(found: readonly FoundDifference[]) {
  const differences: Difference[] = [];
  const noise: Difference[] = [];
  for (const [index, { difference, pair, isNoise }] of found.entries()) {
    if (index % foundAtOnce === foundAtOnce - 1) yield;
    const isTold = !isNoise || separates(difference, found.length);
    (isTold ? differences : noise).push(difference);
    (isTold ? pair.differences : pair.noise).push(difference);
    for (let at: DraftPair | undefined = pair; at; at = at.parent)
      if (isTold) at.total += 1;
      else at.noiseTotal += 1;
  }
  return { differences, noise };
}

/** Whether more failures than successes have a value, beyond chance among so many values. */
function separates({ usual }: Difference, candidates: number): boolean {
  return usual.split !== undefined && isSeparation(usual.split, candidates);
}
