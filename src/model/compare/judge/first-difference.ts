import type { Difference } from '../run-comparison.ts';
import { elapsedMs } from './compare-outcome.ts';

/**
 * Where the runs diverged: of what differs most tellingly, the first in their order. The input of the run
 * comes first, then what differs in steps; then what may be chance, such as a retry that succeeded, what
 * spans tell of results and of the place where they ran, and values where no successes tell which ones vary;
 * durations come last.
 */
export function firstDifference(differences: readonly Difference[], isLearned: boolean): Difference | null {
  let first: Difference | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const difference of differences) {
    const rank = tellingRank(difference, isLearned);
    if (rank >= least) continue;
    first = difference;
    least = rank;
  }
  return first?.kind === 'duration' ? firstDelay(differences) : first;
}

const ranks = { input: 0, steps: 1, chance: 2, duration: 3 } as const;

function tellingRank({ kind, at, change, node }: Difference, isLearned: boolean): number {
  if (kind === 'duration') return ranks.duration;
  if (at[0] === 'attributes' && !(isLearned && isOfCall(kind, String(at[1])))) return ranks.chance;
  if (change === 'changed' && !isLearned) return ranks.chance;
  if (kind === 'input') return ranks.input;
  return kind === 'attempts' && node.a?.status === 'success' ? ranks.chance : ranks.steps;
}

/** OpenTelemetry's names of where a program runs, and by which connection it calls. */
const ofPlace =
  /^(?:process|host|thread|os|container|k8s|cloud|faas|device|deployment|service|telemetry|code|net|network|client)\./u;

/** Whether an attribute tells what a call was given. */
function isOfCall(kind: Difference['kind'], name: string): boolean {
  return kind === 'step-input' && !ofPlace.test(name);
}

/** A delay shorter than this share of the longest one explains little of it. */
const explainingShare = 0.25;

/**
 * The first delay in the order of the run, a step before what it is in, among those that explain a good part
 * of the longest one and have its direction.
 */
function firstDelay(differences: readonly Difference[]): Difference | null {
  let longest = 0;
  for (const one of differences) if (Math.abs(delayMs(one)) > Math.abs(longest)) longest = delayMs(one);
  return differences.find(one => delayMs(one) / longest >= explainingShare) ?? null;
}

const slowTimes = 3;
const slowShareOfRun = 0.1;
const leastSlowMs = 50;
/** A step that explains this share of its parent's delay is named in place of the parent. */
const sameDelayShare = 0.8;

/**
 * The longest delay before the first difference, if it may be the cause, as when a deadline was missed: the
 * node took three times as long as in any success, and more by a tenth of what run `b` took. `undefined` if
 * the first difference is a delay itself.
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
  return delayMs(delay) > Math.max(leastSlowMs, slowShareOfRun * (elapsedMs(root.b) ?? 0));
}

/** Negative where run `a` took less; 0 of other differences. */
function delayMs({ kind, is, was }: Difference): number {
  return kind === 'duration' ? Number(is) - Number(was) : 0;
}
