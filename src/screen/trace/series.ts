import type { ArrangedTrace } from './arranged-trace.ts';
import type { Items } from './merge-by-time.ts';

/** Many like spans in a row, with the logs between them, that are folded into one row. */
export type Series = {
  /** The position of its first span by start, which identifies it. */
  readonly first: number;
  readonly items: Items;
  readonly spanCount: number;
};

export const leastSpans = 20;

/** Puts long runs of like spans into series; logs between two spans do not separate them. */
export function findSeries({ likenesses }: ArrangedTrace, items: Items): ArrayLike<number | Series> {
  if (items.length < leastSpans) return items;
  const rows: (number | Series)[] = [];
  let hasSeries = false;
  for (let from = 0; from < items.length; ) {
    const run = likeSpans(likenesses, items, from);
    if (run.spanCount >= leastSpans) {
      hasSeries = true;
      const { spanCount } = run;
      rows.push({ first: items[from] ?? 0, items: items.subarray(from, run.end), spanCount });
    } else for (let at = from; at < run.end; at += 1) rows.push(items[at] ?? 0);
    from = run.end;
  }
  return hasSeries ? rows : items;
}

/** From an item to the end of the last span that is like it. */
function likeSpans(likenesses: readonly number[], items: Items, from: number) {
  const first = items[from] ?? 0;
  const run = { end: from + 1, spanCount: first < 0 ? 0 : 1 };
  if (first < 0) return run;
  for (let at = from + 1; at < items.length; at += 1) {
    const item = items[at] ?? 0;
    if (item < 0) continue;
    if (likenesses[item] !== likenesses[first]) break;
    run.end = at + 1;
    run.spanCount += 1;
  }
  return run;
}
