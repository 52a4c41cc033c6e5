import type { Run } from '../run.ts';
import { isActive } from '../status.ts';

type Summary = Pick<Run, 'id' | 'status' | 'createdAt' | 'finishedAt'>;

/**
 * Two runs, the one that is judged first: one that goes on before one that has ended, one that did not
 * succeed before a success, else the newer one. Comparing them the other way round then tells the same
 * differences.
 */
export function orientRuns<One extends Summary>(a: One, b: One): readonly [judged: One, usual: One] {
  return isJudgedFirst(b, a) ? [b, a] : [a, b];
}

function isJudgedFirst(one: Summary, other: Summary): boolean {
  const [rank, otherRank] = [rankOf(one), rankOf(other)];
  if (rank !== otherRank) return rank < otherRank;
  if (one.createdAt !== other.createdAt) return one.createdAt > other.createdAt;
  return one.id > other.id;
}

function rankOf(run: Summary): number {
  if (isActive(run)) return 0;
  return run.status === 'success' ? 2 : 1;
}
