import { memo } from '../../model/memo.ts';
import { selfTimeMs } from '../../model/trace/span-end.ts';
import type { ArrangedTrace } from './arranged-trace.ts';

type Known = { readonly openEndAt: number; readonly ms: number };

const timesOf = memo((_: ArrangedTrace) => new Map<number, Known>());

/** How long a span ran while none of its children did, in ms. Cached: it may have very many. */
export function selfTimeOf(trace: ArrangedTrace, position: number, openEndAt: number): number {
  const ofTrace = timesOf(trace);
  const before = ofTrace.get(position);
  if (before?.openEndAt === openEndAt) return before.ms;
  const ms = selfTimeMs(trace, position, openEndAt);
  ofTrace.set(position, { openEndAt, ms });
  return ms;
}
