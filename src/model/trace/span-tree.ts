import type { Span } from '../run.ts';

/** The spans of a trace and how they contain each other, by their positions. */
export type SpanTree = {
  readonly spans: readonly Span[];
  /** -1 for a root. */
  readonly parents: readonly number[];
  /** By start. */
  readonly roots: readonly number[];
  readonly children: readonly (readonly number[] | undefined)[];
};
