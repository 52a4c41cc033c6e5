import { finish } from '../../pieces.ts';
import type { Span } from '../../run.ts';
import { type CriticalPath, findCriticalPath } from '../../trace/critical-path.ts';
import { longestFirst } from '../../trace/longest-first.ts';
import { type SpanTree, spanDurationMs, toSpanTree } from '../../trace/span-tree.ts';

/** A span with the drawn spans inside it, by start. */
export type DrawnSpan = {
  readonly span: Span;
  readonly inside: readonly DrawnSpan[];
  /** How many spans below it are not drawn, except for those below another drawn span. */
  readonly leftOut: number;
  /** Whether it, or a drawn span inside it, failed. */
  readonly hasFailure: boolean;
  /** Set on the critical path: how long, in ms, the run waited for this span alone. */
  readonly criticalMs?: number;
};

type DrawnTrace = {
  readonly roots: readonly DrawnSpan[];
  readonly drawn: number;
  readonly leftOut: number;
};

/**
 * Chooses at most `most` spans: the failed ones, those on the critical path, then the longest, each with its
 * parents. `openEndAt` is the end of the run, or the present of an active run, which has no critical path.
 */
export function chooseSpans(
  spans: readonly Span[],
  { openEndAt, isActive, most }: { openEndAt: number; isActive: boolean; most: number },
): DrawnTrace {
  const tree = toSpanTree(spans);
  const critical: CriticalPath = isActive ? new Map() : finish(findCriticalPath(tree, openEndAt));
  const isDrawn = new Uint8Array(spans.length);
  let left = most;
  for (const position of byImportance(tree, critical, openEndAt)) {
    if (left === 0) break;
    for (let at = position; at >= 0 && left > 0 && isDrawn[at] === 0; at = tree.parents[at] ?? -1) {
      isDrawn[at] = 1;
      left -= 1;
    }
  }
  return { ...drawnTree(tree, isDrawn, critical), drawn: most - left };
}

function* byImportance(tree: SpanTree, critical: CriticalPath, openEndAt: number): Generator<number> {
  for (const [at, { status }] of tree.spans.entries()) if (status === 'error') yield at;
  const criticalMs = Float64Array.from(tree.spans, ({ id }) => critical.get(id) ?? -1);
  for (const at of longestFirst(criticalMs)) if ((criticalMs[at] ?? -1) >= 0) yield at;
  yield* longestFirst(Float64Array.from(tree.spans, span => spanDurationMs(span, openEndAt)));
}

type Draft = { span: Span; inside: Draft[]; leftOut: number; hasFailure: boolean; criticalMs?: number };

/** Iterates, because a trace may be as deep as it has spans. */
function drawnTree(
  { spans, roots, children }: SpanTree,
  isDrawn: Uint8Array,
  critical: CriticalPath,
): Pick<DrawnTrace, 'roots' | 'leftOut'> {
  const drawnRoots: Draft[] = [];
  const inOrder: (readonly [Draft, Draft | undefined])[] = [];
  let leftOut = 0;
  const waiting = roots.toReversed().map(at => ({ at, around: undefined as Draft | undefined }));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { at, around } = next;
    const span = spans[at];
    if (!span) continue;
    let inner = around;
    if (isDrawn[at] === 1) {
      inner = { span, inside: [], leftOut: 0, hasFailure: span.status === 'error' };
      const criticalMs = critical.get(span.id);
      if (criticalMs !== undefined) inner.criticalMs = criticalMs;
      (around?.inside ?? drawnRoots).push(inner);
      inOrder.push([inner, around]);
    } else if (around) around.leftOut += 1;
    else leftOut += 1;
    for (const child of (children[at] ?? []).toReversed()) waiting.push({ at: child, around: inner });
  }
  for (const [draft, around] of inOrder.reverse()) if (around && draft.hasFailure) around.hasFailure = true;
  return { roots: drawnRoots, leftOut };
}
