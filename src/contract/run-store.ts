import type { InspectorError } from '../model/errors.ts';
import type { FailureTally } from '../model/failure/failure-tally.ts';
import type { NumberField, Query, TextField, TimeField } from '../model/query/query.ts';
import type { Log, Run, RunKind, RunSummary, Span, Step } from '../model/run.ts';
import type { FailureExplanation } from '../model/share/explanation.ts';
import type { RunStatus } from '../model/status.ts';
import type { FailureMarks } from './failure-marks.ts';

/** Every field is shown to users, so none holds a secret. */
export type TargetInfo = {
  readonly name: string;
  /** Set when the name is configured, so that `--target` accepts it. */
  readonly isNamed?: true;
  /** `sqlite`, `postgres`, `http`, `merged`, or an engine's kind. */
  readonly kind: string;
  /** Set where every request is a round trip, so that few large requests beat many small ones. */
  readonly isRemote?: true;
  /** Set where a workflow engine, not a recorder, writes the runs. */
  readonly isEngine?: true;
  /** The value of `--target` for this target, which means the same in every folder. */
  readonly commandTarget?: string;
  /** The targets of a merged list; `RunSummary.target` is the name of one. */
  readonly members?: readonly TargetInfo[];
  /** The path or address as a user would type it. */
  readonly location: string;
  /** Identifies the target in whatever folder the program is started. */
  readonly key?: string;
  /** Set for a sample that is removed at the end, of which nothing that was seen is remembered. */
  readonly isSample?: true;
  /** For example `found here`, `RUNLENS_TARGET`, `argument`. */
  readonly reason: string;
  /** Set when the server's certificate is not checked. */
  readonly isInsecure?: true;
};

export const sortFields = [
  'created',
  'started',
  'finished',
  'duration',
  'slow',
  'cost',
  'messages',
  'steps',
  'name',
] as const;

export type SortField = (typeof sortFields)[number];

/** Only `created` descending, the default, has cursors; every other order is a top 1,000. */
export type Sort = { readonly field: SortField; readonly descending: boolean };

export const newestFirst: Sort = { field: 'created', descending: true };

export type Capabilities = {
  readonly cancel: boolean;
  readonly kill: boolean;
  /** Set where those that wait are committed together: how many are sent at once, in place of a few. */
  readonly cancelsAtOnce?: number;
  readonly start: boolean;
  /** Set where an engine repeats runs by itself. */
  readonly restart?: true;
  /** Whether `changes` reports changes. If not, the session polls. */
  readonly live: boolean;
  readonly sorts: readonly SortField[];
  /** The fields that no run of an engine has; `reason` is a sentence that ends with the field's name. */
  readonly lacks?: {
    readonly fields: readonly (TextField | NumberField | TimeField)[];
    readonly reason: string;
  };
};

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

export type StatusCounts = Readonly<Partial<Record<RunStatus, number>>> & {
  readonly total: number;
};

export type WorkflowInfo = {
  readonly name: string;
  readonly kind: RunKind;
  readonly total: number;
  readonly failed: number;
  readonly active: number;
  readonly lastCreatedAt?: number;
  /** Whether it can be started now: where `can.start`, a running program offers it. */
  readonly isOffered?: true;
};

export type SuggestField =
  | 'workflow'
  | 'project'
  | 'trigger'
  | 'actor'
  | 'model'
  | 'service'
  | 'step'
  | 'failure'
  | 'error'
  | 'id'
  | 'retryOf'
  /** The store's own words for statuses, beside the known ones. */
  | 'status'
  /** Paths into the payloads of recent runs, as `input.` of the filter language continues. */
  | 'input'
  | 'output';

export type RunInclude = {
  readonly steps?: boolean;
  readonly messages?: boolean;
  /** Whether large payloads may be `LazyContainer`s and `LazyText`s, read where they are looked at. */
  readonly lazyPayloads?: boolean;
};

export type TracePage = {
  /** By start time, then id. */
  readonly spans: readonly Span[];
  readonly logs: readonly Log[];
  readonly nextCursor?: string;
  /** Counted over the whole trace. */
  readonly spanTotal: number;
  readonly logTotal: number;
};

/** A step, and its place among all steps of its run: a number by which they are in order. */
export type PlacedStep = { readonly place: number; readonly step: Step };

export type StepPage = {
  /** In the order of their ids. */
  readonly steps: readonly PlacedStep[];
  /** Opaque; set when there may be more. */
  readonly nextCursor?: string;
};

export type CancelResult =
  | { readonly type: 'requested' }
  | { readonly type: 'canceled' }
  | { readonly type: 'already-finished'; readonly status: RunStatus }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'not-found' }
  | { readonly type: 'unsupported' };

export type StartRequest = {
  readonly workflow: string;
  /** Of the new run; generated when absent. The same id again starts nothing, and is answered as before. */
  readonly id?: string;
  /** Any JSON value; absent to start without input. */
  readonly input?: unknown;
  /** What starts it: `api` by default. */
  readonly trigger?: 'api' | 'cli';
  /** Who starts it: the run's actor. */
  readonly by?: string;
  /** The id of the run, of the same target, that the new one repeats. */
  readonly retryOf?: string;
};

export type StartResult =
  | { readonly type: 'started'; readonly id: string }
  | { readonly type: 'refused'; readonly reason: string; readonly hint?: string }
  /** No running program offers the workflow: see `describeNotOffered`. `offered` are the names of others. */
  | { readonly type: 'not-offered'; readonly offered: readonly string[] }
  /** There is no run that could be repeated. */
  | { readonly type: 'not-found' }
  | { readonly type: 'unsupported' };

/** After an `error`, a failed read of the store, the iteration continues. */
export type Change =
  | { readonly type: 'changed' }
  | { readonly type: 'error'; readonly error: InspectorError };

/** A server's version, the scopes of this user's token, and what the server can do. */
export type ServerAbout = {
  readonly version: string;
  readonly scopes: readonly string[];
  /** `startHook`: whether it passes on what no running program offers; older servers do not say. */
  readonly can?: { readonly start: boolean; readonly startHook?: boolean };
};

export type ExplainOptions = {
  readonly signal?: AbortSignal;
  readonly now: number;
  readonly onProgress?: (done: number, total: number) => void;
};

export type FailuresOptions = {
  readonly signal?: AbortSignal;
  readonly now: number;
  /** The length of the times in which failures are counted, in ms: whole minutes. */
  readonly bucketMs: number;
  /** Whether only the vote matters: counts may then end at `countsInVote`, and tallies name no runs. */
  readonly isVote?: boolean;
  /** `nextCursor` of the part before. */
  readonly cursor?: string;
};

/** A part of the failures that match: tallies of the same workflow and failure add up over all parts. */
export type FailureChunk = {
  readonly tallies: readonly FailureTally[];
  /** Set when the store goes from run to run: how many it has read since the first part. */
  readonly searched?: { readonly read: number; readonly total: number };
  /** Gives this part again with the same end, whatever is recorded meanwhile. If absent, ask as before. */
  readonly cursor?: string;
  /** Opaque; set when there may be more. A part may have no tallies while it is set. */
  readonly nextCursor?: string;
  /** Targets of a merged list that did not answer. The parts are complete without them. */
  readonly missing?: readonly MissingTarget[];
};

export type LateOptions = {
  /** `position` of the answer before. */
  readonly after?: string;
  readonly limit: number;
  readonly signal?: AbortSignal;
};

export type LateRuns = {
  /**
   * For each target in the order in which they came or changed; a run that changed again is at its last
   * place.
   */
  readonly addresses: readonly string[];
  /** Opaque: where the next call goes on. */
  readonly position: string;
};

type Signal = { readonly signal?: AbortSignal };

/**
 * A run's address is what `runAddress` returns: its id, in a merged list the target and the id. Reading never
 * writes. Foreign errors arrive as `InspectorError`; an aborted call rejects with the signal's reason. No
 * call blocks its thread for more than 8 ms, except `getRun` without `lazyPayloads` when it parses a large
 * payload.
 */
export interface RunStore {
  readonly target: TargetInfo;
  readonly can: Capabilities;
  /** Newest first. No run is repeated or skipped while runs are inserted; no clause is ever dropped. */
  listRuns(query: Query, options: ListOptions): Promise<RunPage>;
  /** Counts over the whole store, or `undefined` when counting is too expensive. */
  counts(options?: Signal): Promise<StatusCounts | undefined>;
  workflows(options?: Signal): Promise<readonly WorkflowInfo[]>;
  /** Values that start with the prefix, most frequent or newest first, at most 50. */
  suggest(field: SuggestField, prefix: string, options?: Signal): Promise<readonly string[]>;
  /**
   * The runs that came into the store long after they were created, or changed after they had ended: those
   * that a list of the new and the active ones lacks. Without `after`, only where they end now. `undefined`
   * where the store does not know.
   */
  lateRuns?(options: LateOptions): Promise<LateRuns | undefined>;
  /** The failures that match, in parts; `undefined` where lists must be read instead: see `readFailures`. */
  failures?(query: Query, options: FailuresOptions): Promise<FailureChunk | undefined>;
  /**
   * What failed runs share, and since when they have failed, where the store finds it by itself: see
   * `explainFailures` of the operations.
   */
  explainFailures?(
    query: Query,
    options: ExplainOptions,
  ): Promise<{ readonly explanation: FailureExplanation | undefined } | undefined>;
  /** Present where the store may keep marks of groups of failures. */
  readonly failureMarks?: FailureMarks;
  getRun(id: string, options?: { readonly include?: RunInclude } & Signal): Promise<Run | undefined>;
  /**
   * The steps of `getRun` in pages, each of which is small enough to be read at once; payloads may be lazy.
   * Present where a run may have very many. `undefined` for an unknown id, or where `getRun` must be asked.
   */
  getSteps?(
    id: string,
    options?: { readonly limit?: number; readonly cursor?: string } & Signal,
  ): Promise<StepPage | undefined>;
  /** Spans by start time, with the logs up to the last span; the last page has the remaining logs. */
  getTrace(
    id: string,
    options?: { readonly limit?: number; readonly cursor?: string } & Signal,
  ): Promise<TracePage | undefined>;
  cancelRun(id: string, options?: { readonly by?: string } & Signal): Promise<CancelResult>;
  /** Ends a run at once, without cleanup. Present when `can.kill`. */
  killRun?(id: string, options?: Signal): Promise<CancelResult>;
  startRun(request: StartRequest, options?: Signal): Promise<StartResult>;
  /** Repeats a run with the input that its engine keeps. Present when `can.restart`. */
  restartRun?(id: string, options?: Signal): Promise<StartResult>;
  /** Ends when the signal aborts. */
  changes(signal: AbortSignal): AsyncIterable<Change>;
  /** In a merged list, the targets that did not answer the last request. */
  missing?(): readonly MissingTarget[];
  /** Present when a server may answer for the store; `undefined` when none does. */
  about?(options?: Signal): Promise<ServerAbout | undefined>;
  /** Idempotent. Every later call rejects. */
  close(): Promise<void>;
}
