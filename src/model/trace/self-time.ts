import { spanEndAt } from './span-end.ts';
import type { SpanTree } from './span-tree.ts';

/** How long a span ran while none of its children did, in ms. */
export function selfTimeMs(tree: SpanTree, position: number, openEndAt: number): number {
  const span = tree.spans[position];
  if (!span) return 0;
  const endAt = spanEndAt(span, openEndAt);
  let self = endAt - span.startAt;
  let coveredUntil = span.startAt;
  for (const child of tree.children[position] ?? []) {
    const inner = tree.spans[child];
    if (!inner) continue;
    const from = Math.max(inner.startAt, coveredUntil);
    const until = Math.min(spanEndAt(inner, openEndAt), endAt);
    if (until <= from) continue;
    self -= until - from;
    coveredUntil = until;
  }
  return Math.max(0, self);
}
