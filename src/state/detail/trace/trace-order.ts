import type { TraceIndex } from './trace-index.ts';

/** The positions from the root down to the span. */
export function spanChain(trace: TraceIndex, position: number): readonly number[] {
  const chain: number[] = [];
  for (let at = position; at >= 0; at = trace.parents[at] ?? -1) chain.push(at);
  return chain.reverse();
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

/** The failed spans without a failed child: where a failure began. */
export function failures(trace: TraceIndex): readonly number[] {
  const known = failuresOf.get(trace);
  if (known) return known;
  const passedOn = new Set(trace.errors.map(position => trace.parents[position]));
  const found = trace.errors.filter(position => !passedOn.has(position));
  failuresOf.set(trace, found);
  return found;
}

/** The deepest failed span, the last one if there are several. */
export function deepestFailure(trace: TraceIndex): number | undefined {
  let deepest: { readonly position: number; readonly depth: number } | undefined;
  for (const position of failures(trace)) {
    const depth = spanChain(trace, position).length;
    if (!deepest || depth >= deepest.depth) deepest = { position, depth };
  }
  return deepest?.position;
}

/** The next failed span below (or above) a span in the waterfall; the first (or last) without a span. */
export function nextFailure(trace: TraceIndex, from: number | undefined, step: number): number | undefined {
  const origin = from === undefined ? undefined : spanChain(trace, from);
  let best: readonly number[] | undefined;
  for (const position of failures(trace)) {
    const chain = spanChain(trace, position);
    const isBefore = (other: readonly number[]) => step * compareChains(trace, chain, other) < 0;
    const isBeyond = !origin || step * compareChains(trace, chain, origin) > 0;
    if (isBeyond && (!best || isBefore(best))) best = chain;
  }
  return best?.at(-1);
}
