import type { Log, Span } from '../../../model/run.ts';

export type Lists = readonly (readonly number[] | undefined)[];

/**
 * A trace with its tree: spans and logs are named by their position. Grows by pages without being built anew;
 * siblings stand in the order of their start. A span whose parent is not there is a root, also where parents
 * run in a circle. What runs deeper than 200 levels stands at the last of them.
 */
export type TraceIndex = {
  readonly spans: readonly Span[];
  readonly logs: readonly Log[];
  /** Shared by every version of an index: positions beyond the spans of a version are not of it. */
  readonly positions: Map<string, number>;
  readonly parents: readonly number[];
  /** How many spans a span runs in, and how many levels run in it. */
  readonly depths: readonly number[];
  readonly heights: readonly number[];
  readonly children: Lists;
  readonly logsOfSpans: Lists;
  readonly roots: readonly number[];
  /** Logs of no span, or of one that is not there. */
  readonly looseLogs: readonly number[];
  readonly errors: readonly number[];
  /** The earliest and the latest moment that is recorded. */
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
