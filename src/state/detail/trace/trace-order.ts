import type { TraceIndex } from './trace-index.ts';

/** The positions of the spans that a span runs in, from the outermost to itself. */
export function spanChain(trace: TraceIndex, position: number): readonly number[] {
  const chain: number[] = [];
  for (let at = position; at >= 0; at = trace.parents[at] ?? -1) chain.push(at);
  return chain.reverse();
}

/** Below 0 when the first of two spans stands above the other in the waterfall. */
export function compareInWaterfall(trace: TraceIndex, a: number, b: number): number {
  return compareChains(trace, spanChain(trace, a), spanChain(trace, b));
}

function compareChains(trace: TraceIndex, first: readonly number[], second: readonly number[]): number {
  const shared = Math.min(first.length, second.length);
  for (let depth = 0; depth < shared; depth += 1) {
    const one = first[depth] ?? 0;
    const other = second[depth] ?? 0;
    if (one === other) continue;
    const apart = (trace.spans[one]?.startAt ?? 0) - (trace.spans[other]?.startAt ?? 0);
    return apart === 0 ? one - other : apart;
  }
  return first.length - second.length;
}

const failuresOf = new WeakMap<TraceIndex, readonly number[]>();

/**
 * The spans where something went wrong first: those that failed without one directly below them having
 * failed.
 */
export function failures(trace: TraceIndex): readonly number[] {
  const known = failuresOf.get(trace);
  if (known) return known;
  const passedOn = new Set(trace.errors.map(position => trace.parents[position]));
  const found = trace.errors.filter(position => !passedOn.has(position));
  failuresOf.set(trace, found);
  return found;
}

/** The failing span that stands deepest, the last of those: where the failure came from. */
export function deepestFailure(trace: TraceIndex): number | undefined {
  let deepest: { readonly position: number; readonly depth: number } | undefined;
  for (const position of failures(trace)) {
    const depth = spanChain(trace, position).length;
    if (!deepest || depth >= deepest.depth) deepest = { position, depth };
  }
  return deepest?.position;
}

/**
 * The next failing span below (or above) a span in the waterfall, the first (or last) of all after the end.
 */
export function nextFailure(trace: TraceIndex, from: number | undefined, step: number): number | undefined {
  const origin = from === undefined ? undefined : spanChain(trace, from);
  let best: readonly number[] | undefined;
  let first: readonly number[] | undefined;
  for (const position of failures(trace)) {
    const chain = spanChain(trace, position);
    const isBefore = (other: readonly number[]) => step * compareChains(trace, chain, other) < 0;
    if (!first || isBefore(first)) first = chain;
    const isBeyond = !origin || step * compareChains(trace, chain, origin) > 0;
    if (isBeyond && (!best || isBefore(best))) best = chain;
  }
  return (best ?? first)?.at(-1);
}
