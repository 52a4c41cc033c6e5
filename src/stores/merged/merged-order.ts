import type { RunSummary } from '../../model/run.ts';

type Placed = Pick<RunSummary, 'createdAt' | 'id' | 'target'>;

/** Newest first; runs of one millisecond by id, the highest first; runs of one id by their target. */
export function compareMerged(a: Placed, b: Placed): number {
  if (a.createdAt !== b.createdAt) return b.createdAt - a.createdAt;
  if (a.id !== b.id) return a.id < b.id ? 1 : -1;
  const [one, other] = [a.target ?? '', b.target ?? ''];
  return one === other ? 0 : one < other ? -1 : 1;
}
