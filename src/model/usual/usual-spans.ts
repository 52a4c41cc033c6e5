import type { Span, Usual } from '../run.ts';
import { toNamePattern } from '../trace/name-pattern.ts';
import { spanDurationMs } from '../trace/span-end.ts';
import { isSlow, slowness } from './slowness.ts';
import { usualOf } from './usual.ts';

/** What is usual for spans of a kind and name below a parent of a name. */
export type UsualSpans = ReadonlyMap<string, Usual>;

/** Yields between pieces of its work. */
type InPieces<Result> = Generator<undefined, Result>;

const spansAtOnce = 1_000;
/** Deeper ones are rare, and parents may form a circle. */
const mostAncestors = 200;
const mostDurations = 500;

/** Collects how long the spans of successful runs take. */
export function createSpanDurations() {
  const durations = new Map<string, number[]>();
  return {
    *add(spans: readonly Span[]): InPieces<void> {
      for (const { span, key, ms } of yield* timeSpans(spans, 0)) {
        if (span.endAt === undefined || span.status === 'error') continue;
        const known = durations.get(key) ?? [];
        durations.set(key, known);
        if (known.length < mostDurations) known.push(ms);
      }
    },
    usual(): UsualSpans {
      const found = Array.from(durations, ([key, all]) => [key, usualOf(all)] as const);
      return new Map(found.flatMap(([key, usual]) => (usual ? [[key, usual]] : [])));
    },
  };
}

/** How many times as long as usual each slow span took, by its id. */
export function* findSlowSpans(
  spans: readonly Span[],
  usual: UsualSpans,
  openEndAt: number,
): InPieces<ReadonlyMap<string, number>> {
  const slow = new Map<string, number>();
  for (const { span, key, ms } of yield* timeSpans(spans, openEndAt)) {
    const known = usual.get(key);
    if (known && isSlow(ms, known)) slow.set(span.id, slowness(ms, known));
  }
  return slow;
}

type TimedSpan = { readonly span: Span; readonly key: string; readonly ms: number };

/** Without spans that pause a run, and without the time of these in the spans around them. */
function* timeSpans(spans: readonly Span[], openEndAt: number): InPieces<readonly TimedSpan[]> {
  const byId = new Map<string, Span>();
  for (const [at, span] of spans.entries()) {
    if (at % spansAtOnce === 0) yield;
    byId.set(span.id, span);
  }
  const pausedMs = new Map<string, number>();
  for (const [at, span] of spans.entries()) {
    if (at % spansAtOnce === 0) yield;
    if (isPause(span)) addToAncestors(pausedMs, byId, span, spanDurationMs(span, openEndAt));
  }
  const timed: TimedSpan[] = [];
  for (const [at, span] of spans.entries()) {
    if (at % spansAtOnce === 0) yield;
    if (isPause(span)) continue;
    const ms = Math.max(0, spanDurationMs(span, openEndAt) - (pausedMs.get(span.id) ?? 0));
    timed.push({ span, key: keyOf(span, byId), ms });
  }
  return timed;
}

function isPause({ kind }: Span): boolean {
  return kind === 'sleep' || kind === 'hook';
}

function addToAncestors(
  pausedMs: Map<string, number>,
  byId: ReadonlyMap<string, Span>,
  span: Span,
  ms: number,
): void {
  let above = parentOf(span, byId);
  for (let depth = 0; above && depth < mostAncestors; depth += 1) {
    pausedMs.set(above.id, (pausedMs.get(above.id) ?? 0) + ms);
    above = parentOf(above, byId);
  }
}

function parentOf({ parentId }: Span, byId: ReadonlyMap<string, Span>): Span | undefined {
  return parentId === undefined ? undefined : byId.get(parentId);
}

function keyOf(span: Span, byId: ReadonlyMap<string, Span>): string {
  const parent = parentOf(span, byId);
  return JSON.stringify([span.kind, toNamePattern(span.name), parent && toNamePattern(parent.name)]);
}
