import { memo } from '../../model/memo.ts';
import { type ChildRows, childRows, rootPosition, seriesItems } from './child-rows.ts';
import type { TraceIndex } from './trace-index.ts';
import type { ArrangedTrace } from './trace-view.ts';

export function spanChain(trace: TraceIndex, position: number): readonly number[] {
  const chain: number[] = [];
  for (let at = position; at >= 0; at = trace.parents[at] ?? -1) chain.push(at);
  return chain.reverse();
}

function compareChains(trace: ArrangedTrace, first: readonly number[], second: readonly number[]): number {
  const shared = Math.min(first.length, second.length);
  for (let depth = 0; depth < shared; depth += 1) {
    const one = first[depth] ?? 0;
    const other = second[depth] ?? 0;
    if (one !== other) return compareSiblings(trace, one, other);
  }
  return first.length - second.length;
}

function compareSiblings(trace: ArrangedTrace, one: number, other: number): number {
  if (trace.order !== 'start') {
    const places = placesInRows(childRows(trace, trace.parents[one] ?? rootPosition), trace);
    return (places.get(one) ?? 0) - (places.get(other) ?? 0);
  }
  const apart = (trace.spans[one]?.startAt ?? 0) - (trace.spans[other]?.startAt ?? 0);
  return apart === 0 ? one - other : apart;
}

const placesInRows = memo((rows: ChildRows, trace: ArrangedTrace): ReadonlyMap<number, number> => {
  const items = Array.from(rows).flatMap(row =>
    typeof row === 'number' ? row : [...seriesItems(trace, row)],
  );
  return new Map(items.map((item, place) => [item, place]));
});

/** The failed spans without a failed child. */
export function failures(trace: TraceIndex): readonly number[] {
  return failuresOf(trace.errors, trace);
}

/** Keyed by the list of errors, which is another one in each version of a trace. */
const failuresOf = memo((errors: readonly number[], { parents }: TraceIndex): readonly number[] => {
  const passedOn = new Set(errors.map(position => parents[position]));
  return errors.filter(position => !passedOn.has(position));
});

export function deepestFailure(trace: TraceIndex): number | undefined {
  let deepest: { readonly position: number; readonly depth: number } | undefined;
  for (const position of failures(trace)) {
    const depth = spanChain(trace, position).length;
    if (!deepest || depth >= deepest.depth) deepest = { position, depth };
  }
  return deepest?.position;
}

/** A span, or, if `isAbove`, the row right above it. */
export type Place = { readonly position: number; readonly isAbove: boolean };

/** The next failed span below (or above) a place; without a place, the first (or last). */
export function nextFailure(trace: ArrangedTrace, from: Place | undefined, step: number): number | undefined {
  const origin = from && spanChain(trace, from.position);
  const least = from?.isAbove && step > 0 ? 0 : 1;
  let best: readonly number[] | undefined;
  for (const position of failures(trace)) {
    const chain = spanChain(trace, position);
    const isBefore = (other: readonly number[]) => step * compareChains(trace, chain, other) < 0;
    const isBeyond = !origin || Math.sign(step * compareChains(trace, chain, origin)) >= least;
    if (isBeyond && (!best || isBefore(best))) best = chain;
  }
  return best?.at(-1);
}
