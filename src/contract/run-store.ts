import type { InspectorError } from '../model/errors.ts';
import type { PathName, PayloadRoot, Query, TextField } from '../model/query/query.ts';
import type { Run, Step } from '../model/run.ts';
import type { FailureExplanation } from '../model/share/explanation-json.ts';
import type { RunStatus } from '../model/status.ts';
import type { Capabilities } from './capabilities.ts';
import type { FailureChunk, FailureMarks, FailuresOptions } from './failures.ts';
import type { LateOptions, LateRuns, ListOptions, MissingTarget, RunPage } from './lists/run-page.ts';
import type { StartRequest, StartResult } from './starts/start-request.ts';
import type { ServerAbout, StoreCheck, TargetInfo } from './target-info.ts';
import type { TracePage } from './trace-pages.ts';
import type { VerbRequest, VerbResult } from './verbs.ts';
import type { StatusCounts, WorkflowInfo } from './workflow-info.ts';

export const mostSuggested = 50;

/** `place` sorts the steps of a run. */
export type PlacedStep = { readonly place: number; readonly step: Step };

export type StepPage = {
  /** In the order of their ids. */
  readonly steps: readonly PlacedStep[];
  /** Opaque; set when there may be more. */
  readonly nextCursor?: string;
};

export type ExplainOptions = {
  readonly signal?: AbortSignal;
  readonly now: number;
  readonly onProgress?: (done: number, total: number) => void;
};

/**
 * `status`: the store's own words for statuses, beside the known ones. `input`, `output`: paths into payloads
 * of recent runs, as the filter language continues them. A path: the unmasked texts and numbers there.
 */
export type SuggestField = TextField | 'status' | PayloadRoot | PathName;

export type RunInclude = {
  readonly steps?: boolean;
  readonly messages?: boolean;
  /** Whether large payloads may be `LazyContainer`s and `LazyText`s, read where they are looked at. */
  readonly lazyPayloads?: boolean;
};

export type CancelResult =
  | { readonly type: 'requested' }
  | { readonly type: 'canceled' }
  | { readonly type: 'already-finished'; readonly status: RunStatus }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'not-found' }
  | { readonly type: 'unsupported' };

/** After an `error`, a failed read of the store, the iteration continues. */
export type Change =
  | { readonly type: 'changed' }
  | { readonly type: 'error'; readonly error: InspectorError };

export type TargetStarts = {
  readonly target: TargetInfo;
  readonly can: Capabilities;
  readonly about?: ServerAbout;
  readonly offered: readonly string[];
};

type Signal = { readonly signal?: AbortSignal };

export type PageOptions = { readonly limit?: number; readonly cursor?: string } & Signal;

export type RestartOptions = {
  /** The id of the last attempt of a step. */
  readonly fromStep?: string;
  /** Set once the run is saved as it is: without it, no run is begun again in place. */
  readonly isSaved?: true;
} & Signal;

/**
 * A run's address is what `runAddress` returns: its id, in a merged list the target and the id. Reading never
 * writes. Foreign errors arrive as `InspectorError`; an aborted call rejects with the signal's reason. No
 * call blocks its thread for more than 8 ms, except `getRun` without `lazyPayloads` when it parses a large
 * payload.
 */
export interface RunStore {
  readonly target: TargetInfo;
  readonly can: Capabilities;
  /** Newest first, or as `can.order` says. No run is repeated or skipped; no clause is ever dropped. */
  listRuns(query: Query, options: ListOptions): Promise<RunPage>;
  /** Counts over the whole store, or `undefined` when counting is too expensive. */
  counts(options?: Signal): Promise<StatusCounts | undefined>;
  workflows(options?: Signal): Promise<readonly WorkflowInfo[]>;
  /** Values that start with the prefix, most frequent or newest first, at most 50. */
  suggest(field: SuggestField, prefix: string, options?: Signal): Promise<readonly string[]>;
  /**
   * Runs that came long after they were created, or changed after their end: lists of new and active runs
   * lack them. Without `after`, only the present position. `undefined` where the store does not know.
   */
  lateRuns?(options: LateOptions): Promise<LateRuns | undefined>;
  /** The failures that match, in parts; `undefined` where lists must be read instead: see `readFailures`. */
  failures?(query: Query, options: FailuresOptions): Promise<FailureChunk | undefined>;
  /** Finds what failed runs share, and since when, where the store can by itself: see `explainBySource`. */
  explainFailures?(
    query: Query,
    options: ExplainOptions,
  ): Promise<{ readonly explanation: FailureExplanation | undefined } | undefined>;
  readonly failureMarks?: FailureMarks;
  getRun(id: string, options?: { readonly include?: RunInclude } & Signal): Promise<Run | undefined>;
  /**
   * The steps of `getRun` in pages, each of which is small enough to be read at once; payloads may be lazy.
   * Present where a run may have very many. `undefined` for an unknown id, or where `getRun` must be asked.
   */
  getSteps?(id: string, options?: PageOptions): Promise<StepPage | undefined>;
  /** Spans by start time, with the logs up to the last span; the last page has the remaining logs. */
  getTrace(id: string, options?: PageOptions): Promise<TracePage | undefined>;
  cancelRun(id: string, options?: { readonly by?: string } & Signal): Promise<CancelResult>;
  /** Ends a run at once, without cleanup. Present when `can.kill`. */
  killRun?(id: string, options?: Signal): Promise<CancelResult>;
  startRun(request: StartRequest, options?: Signal): Promise<StartResult>;
  /** In a merged list, of each target that answers, by its name in `RunSummary.target`. */
  memberStarts?(options?: Signal): Promise<ReadonlyMap<string, TargetStarts> | undefined>;
  /**
   * Repeats a run with the input that its engine keeps, from a step on where one is named; a run that begins
   * again in place keeps its id. Present when `can.restart` or `can.restartFrom`.
   */
  restartRun?(id: string, options?: RestartOptions): Promise<StartResult>;
  /** Performs one of `can.verbs`. Present when there may be some. */
  performVerb?(id: string, request: VerbRequest, options?: Signal): Promise<VerbResult>;
  /** Ends when the signal aborts. */
  changes(signal: AbortSignal): AsyncIterable<Change>;
  /** In a merged list, the targets that did not answer the last request. */
  missing?(): readonly MissingTarget[];
  /** Present when a server may answer for the store; `undefined` when none does. */
  about?(options?: Signal): Promise<ServerAbout | undefined>;
  /** For `targets test`. */
  check?(options?: Signal): Promise<StoreCheck | undefined>;
  /** Idempotent. Every later call rejects. */
  close(): Promise<void>;
}
