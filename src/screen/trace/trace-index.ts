import type { Log, Span } from '../../model/run.ts';

export type Lists = readonly (readonly number[] | undefined)[];

/**
 * A trace as a tree of spans and logs, identified by their positions in the lists; pages are added
 * incrementally. Siblings are in order of start. A span whose parent is missing or is its own descendant is a
 * root. Spans deeper than 200 levels are placed at level 200.
 */
export type TraceIndex = {
  readonly spans: readonly Span[];
  readonly logs: readonly Log[];
  /** Shared by all versions of an index; positions beyond `spans` belong to a later version. */
  readonly positions: Map<string, number>;
  /** The number of a span's kind and name; siblings that differ in nothing but numbers have the same. */
  readonly likenesses: readonly number[];
  /** Shared by all versions of an index. */
  readonly likenessNumbers: Map<string, number>;
  /** In columns. */
  readonly nameWidths: readonly number[];
  readonly parents: readonly number[];
  /** `depths` counts the ancestors of a span, `heights` the levels below it. */
  readonly depths: readonly number[];
  readonly heights: readonly number[];
  readonly children: Lists;
  readonly logsOfSpans: Lists;
  readonly roots: readonly number[];
  /** Logs without a span, or with a missing one. */
  readonly looseLogs: readonly number[];
  readonly errors: readonly number[];
  readonly startAt: number;
  readonly endAt: number;
  readonly hasOpenSpans: boolean;
};

export const emptyTrace: TraceIndex = {
  spans: [],
  logs: [],
  positions: new Map(),
  likenesses: [],
  likenessNumbers: new Map(),
  nameWidths: [],
  parents: [],
  depths: [],
  heights: [],
  children: [],
  logsOfSpans: [],
  roots: [],
  looseLogs: [],
  errors: [],
  startAt: Number.POSITIVE_INFINITY,
  endAt: Number.NEGATIVE_INFINITY,
  hasOpenSpans: false,
};
