import { compareIds } from '../../contract/run-order.ts';
import { newestFirst, type Sort } from '../../contract/run-store.ts';
import type { RunSummary } from '../../model/run.ts';

/** Newest first: `createdAt desc, id desc`, then by the target's name. */
export function isNewer(a: RunSummary, b: RunSummary): boolean {
  if (a.createdAt !== b.createdAt) return a.createdAt > b.createdAt;
  return a.id === b.id ? (a.target ?? '') < (b.target ?? '') : compareIds(a.id, b.id) > 0;
}

export function isNewestFirst({ sort }: { readonly sort: Sort }): boolean {
  return sort.field === newestFirst.field && sort.descending;
}
