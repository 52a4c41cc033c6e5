import type { Log, Span } from '../../../model/run.ts';

export type Lists = readonly (readonly number[] | undefined)[];

/**
 * A trace as a tree of spans and logs, which are identified by their positions in the lists. Pages are added
 * to it without building it again. Siblings are in the order of their start. A span whose parent is missing,
 * or is one of its own descendants, is a root. Spans deeper than 200 levels are placed at level 200.
 */
export type TraceIndex = {
  readonly spans: readonly Span[];
  readonly logs: readonly Log[];
  /** Shared by all versions of an index: a position beyond the spans of a version belongs to a later one. */
  readonly positions: Map<string, number>;
  readonly parents: readonly number[];
  /** The number of ancestors of a span, and the number of levels below it. */
  readonly depths: readonly number[];
  readonly heights: readonly number[];
  readonly children: Lists;
  readonly logsOfSpans: Lists;
  readonly roots: readonly number[];
  /** Logs without a span, or whose span is missing. */
  readonly looseLogs: readonly number[];
  readonly errors: readonly number[];
  /** The earliest and the latest recorded time. */
  readonly startAt: number;
  readonly endAt: number;
  readonly hasOpenSpans: boolean;
};

export const emptyTrace: TraceIndex = {
  spans: [],
  logs: [],
  positions: new Map(),
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
