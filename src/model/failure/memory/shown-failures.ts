import type { FailureGroup } from '../failure-groups.ts';
import type { ShownFailures } from './failure-mark.ts';

/** The part of a group that a memory looks at. */
export type Remembered = Pick<FailureGroup, 'id' | 'count' | 'first' | 'last' | 'times'>;

export function toShown({ first, last, count }: Omit<Remembered, 'id' | 'times'>): ShownFailures {
  return { firstAt: first.at, lastAt: last.at, count };
}

/** Adds what was shown of a group later: a view that shows fewer of its failures hides none again. */
export function addShown(before: ShownFailures | undefined, shown: ShownFailures): ShownFailures {
  if (!before) return shown;
  return {
    firstAt: Math.min(before.firstAt, shown.firstAt),
    lastAt: Math.max(before.lastAt, shown.lastAt),
    count: Math.max(before.count, shown.count),
  };
}

/**
 * How many failures of the group are not among those shown, at least. Counts are comparable where both begin
 * with the same run: they know the runs that were created earlier and failed later.
 */
export function failuresSince(group: Remembered, shown: ShownFailures): number {
  const more = group.first.at === shown.firstAt ? group.count - shown.count : 0;
  return Math.max(more, failuresAfter(group, shown.lastAt));
}

/** How many failed runs were created after a time, at least: those of its bucket count as one. */
export function failuresAfter({ last, times }: Remembered, at: number): number {
  const later = times.reduce((sum, [start, count]) => (start > at ? sum + count : sum), 0);
  return Math.max(later, last.at > at ? 1 : 0);
}
