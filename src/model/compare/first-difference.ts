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
  return first?.kind === 'duration' ? firstDelay(differences) : first;
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

/** What delays less than this share of the longest delay explains little of it. */
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

/** Negative where run `a` took less; 0 of other differences. */
function delayMs({ kind, is, was }: Difference): number {
  return kind === 'duration' ? Number(is) - Number(was) : 0;
}
