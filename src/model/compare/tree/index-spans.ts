import type { Span } from '../../run.ts';
import { draftSpan } from './draft-nodes.ts';
import type { SpanNode } from './run-node.ts';

/** The nodes of spans in their order. Of several spans with one id, only the last one has a node. */
export type SpanIndex = {
  readonly nodes: readonly SpanNode[];
  /** By the place of a node, that of its parent, or `none`. */
  readonly parents: Int32Array;
  /** The places of nodes without a parent, and of those that come before theirs. */
  readonly late: readonly number[];
};

export const none = -1;
const spansAtOnce = 500;

/** Spans come by start, so that most follow their parent, and many have that of the one before. */
export function* indexSpans(spans: readonly Span[]): Generator<undefined, SpanIndex> {
  const places = new Map<string, number>();
  const nodes: SpanNode[] = [];
  const parents = new Int32Array(spans.length);
  const late: number[] = [];
  let parentId: string | undefined;
  let parent = none;
  let place = 0;
  for (const span of spans) {
    if (place % spansAtOnce === 0) yield;
    if (parent === none || span.parentId !== parentId) parent = places.get(span.parentId ?? '') ?? none;
    parentId = span.parentId;
    if (parent === none) late.push(place);
    parents[place] = parent;
    places.set(span.id, place);
    if (places.size === place) return yield* indexSpans(withoutRepeated(spans));
    nodes.push(draftSpan(span));
    place += 1;
  }
  for (const at of late) parents[at] = places.get(spans[at]?.parentId ?? '') ?? none;
  return { nodes, parents, late };
}

function withoutRepeated(spans: readonly Span[]): readonly Span[] {
  return [...new Map(spans.map(span => [span.id, span])).values()];
}
