import type { InspectorError } from '../../model/errors.ts';
import type { RunSummary } from '../../model/run.ts';
import type { Sort } from './sort.ts';

export type ListOptions = {
  readonly sort: Sort;
  /** The maximum length of a page. A page may be shorter, even empty, while `nextCursor` is set. */
  readonly limit: number;
  readonly cursor?: string;
  readonly signal?: AbortSignal;
  /** Resolves relative times such as `since:24h`; epoch ms. */
  readonly now: number;
  /** Whether the runs are to have `usual`; they have it anyway where the query or the order needs it. */
  readonly usual?: boolean;
};

export type RunPage = {
  readonly runs: readonly RunSummary[];
  /** Opaque; set when there may be more. */
  readonly nextCursor?: string;
  /** Set when the store scanned: how many of its runs it has read since the first page. */
  readonly scanned?: { readonly read: number; readonly total: number };
  /** Targets of a merged list that did not answer. The page is complete without them. */
  readonly missing?: readonly MissingTarget[];
  /** Parts that the store could not read and left out, one line each. */
  readonly notes?: readonly string[];
};

export type MissingTarget = { readonly target: string; readonly error: InspectorError };

export type LateOptions = {
  readonly after?: string;
  readonly limit: number;
  readonly signal?: AbortSignal;
};

export type LateRuns = {
  /** For each target in the order of their last change. */
  readonly addresses: readonly string[];
  /** Opaque: where the next call goes on. */
  readonly position: string;
};
