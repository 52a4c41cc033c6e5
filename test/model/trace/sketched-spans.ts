import type { Span } from '../../../src/model/run.ts';
import type { SpanTree } from '../../../src/model/trace/span-tree.ts';

/** `[name, parent, from, to]`; without `to`, a span that never ended; `failed` marks an error. */
export type Sketch = readonly [name: string, parent: string, from: number, to?: number, status?: 'failed'];

export function treeOf(...sketches: readonly Sketch[]): SpanTree {
  return arrange(sketches.map(spanOf));
}

export function spanOf([id, parentId, startAt, endAt, status]: Sketch): Span {
  return {
    ...{ id, parentId: parentId || undefined, name: id, kind: 'step', startAt, endAt },
    ...{ status: status ? 'error' : 'ok', attributes: {}, events: [] },
  };
}

/** Siblings by start, as in an index. */
export function arrange(spans: readonly Span[]): SpanTree {
  const positions = new Map(spans.map(({ id }, at) => [id, at]));
  const parents = spans.map(({ parentId }) => positions.get(parentId ?? '') ?? -1);
  const byStart = [...spans.keys()].sort((a, b) => (spans[a]?.startAt ?? 0) - (spans[b]?.startAt ?? 0));
  const below = Map.groupBy(byStart, at => parents[at] ?? -1);
  return { spans, parents, roots: below.get(-1) ?? [], children: spans.map((_, at) => below.get(at)) };
}
