import { elapsedMs } from './node/compare-outcome.ts';
import type { Difference } from './run-comparison.ts';

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
    const rank = rankOf(difference, isLearned);
    if (rank >= least) continue;
    first = difference;
    least = rank;
  }
  return first?.kind === 'duration' ? mostDelayed(differences) : first;
}

const ranks = { input: 0, steps: 1, chance: 2, duration: 3 } as const;

function rankOf({ kind, at, change, node }: Difference, isLearned: boolean): number {
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

const explainingShare = 0.8;

/** The longest delay, as deep as one node explains most of it. */
function mostDelayed(differences: readonly Difference[]): Difference | null {
  const delays = new Map(differences.map(one => [one.node, { one, ms: delayMs(one) }]));
  let most = [...delays.values()].reduce((best, delay) => (delay.ms > best.ms ? delay : best));
  for (let below: typeof most | undefined = most; below; ) {
    most = below;
    below = most.one.node.children.map(child => delays.get(child)).find(isMostOf(most.ms));
  }
  return most.one;
}

function isMostOf(ms: number) {
  return (delay: { readonly ms: number } | undefined) => (delay?.ms ?? 0) >= explainingShare * ms;
}

function delayMs({ node }: Difference): number {
  return Math.abs((elapsedMs(node.a) ?? 0) - (elapsedMs(node.b) ?? 0));
}
