import { compareNewest } from '../../contract/run-order.ts';
import type { RunSummary } from '../../model/run.ts';

type Placed = Pick<RunSummary, 'createdAt' | 'id' | 'target'>;

/** Newest first; runs of the same time and id by the name of their target. */
export function compareMerged(a: Placed, b: Placed): number {
  const order = compareNewest(a, b);
  if (order !== 0) return order;
  const [one, other] = [a.target ?? '', b.target ?? ''];
  return one === other ? 0 : one < other ? -1 : 1;
}
