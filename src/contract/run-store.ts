import type { InspectorError } from '../model/errors.ts';
import type { Query } from '../model/query/query.ts';
import type { Log, Run, RunKind, RunSummary, Span } from '../model/run.ts';
import type { RunStatus } from '../model/status.ts';

/** What a target is and why it was chosen; every field is shown to people, so none holds a secret. */
export type TargetInfo = {
  readonly name: string;
  /** Set where a configuration gave the name, so that it can be named by that. */
  readonly isNamed?: true;
  readonly kind: 'sqlite' | 'postgres' | 'http' | 'merged' | string;
  /** Set where asking costs nothing, although the kind does not say so. */
  readonly isNear?: true;
  /** The path or address as a person would type it. */
  readonly location: string;
  /** For example `found here`, `RUNLENS_TARGET`, `argument`. */
  readonly reason: string;
  /** Set where the server's certificate goes unchecked. */
  readonly isInsecure?: true;
};

export const sortFields = [
  'created',
  'started',
  'finished',
  'duration',
  'cost',
  'messages',
  'steps',
  'name',
] as const;

export type SortField = (typeof sortFields)[number];

/** `created` descending is the default order, and the only one with cursors; every other is a top 1,000. */
export type Sort = { readonly field: SortField; readonly descending: boolean };

export const newestFirst: Sort = { field: 'created', descending: true };

export type Capabilities = {
  readonly cancel: boolean;
  readonly kill: boolean;
  readonly start: boolean;
  /** Whether `changes` hears of changes by itself; else the session reloads on a timer. */
  readonly live: boolean;
  readonly sorts: readonly SortField[];
};

export type ListOptions = {
  readonly sort: Sort;
  /** Rows at most; a page may hold fewer, even none, while `nextCursor` is set. */
  readonly limit: number;
  readonly cursor?: string;
  readonly signal?: AbortSignal;
  /** The clock that relative times such as `since:24h` are resolved against, epoch ms. */
  readonly now: number;
};

export type RunPage = {
  readonly runs: readonly RunSummary[];
  /** Set when there may be more; opaque. */
  readonly nextCursor?: string;
  /**
   * Set when the store had to scan: how much it read of how much there is, counted from the first page on.
   */
  readonly scanned?: { readonly read: number; readonly total: number };
  /** Of several targets in one list, those that could not be asked: the page is complete without them. */
  readonly missing?: readonly MissingTarget[];
  /** What is left out of the store's runs because it could not be read, each in one line. */
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
};

export type SuggestField =
  | 'workflow'
  | 'project'
  | 'trigger'
  | 'actor'
  | 'model'
  | 'service'
  | 'step'
  | 'error'
  | 'id';

export type RunInclude = {
  readonly steps?: boolean;
  readonly messages?: boolean;
};

export type TracePage = {
  /** By start time, then id. */
  readonly spans: readonly Span[];
  readonly logs: readonly Log[];
  readonly nextCursor?: string;
  /** Over the whole trace. */
  readonly spanTotal: number;
  readonly logTotal: number;
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
  /** Any JSON value; absent when the workflow is to start without input. */
  readonly input?: unknown;
};

export type StartResult =
  | { readonly type: 'started'; readonly id: string }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'unsupported' };

/**
 * Something in the store moved; `error` says the store could not be asked just now (the iteration goes on).
 */
export type Change =
  | { readonly type: 'changed' }
  | { readonly type: 'error'; readonly error: InspectorError };

/** What a server says of itself, and what it lets this user do. */
export type ServerAbout = { readonly version: string; readonly scopes: readonly string[] };

type Signal = { readonly signal?: AbortSignal };

/**
 * Where runs come from. Runs are asked for by the address that `runAddress` gives: their id, or with several
 * targets in one store the target and the id. Looking never writes. Foreign errors arrive as
 * `InspectorError`; an aborted call rejects with the signal's reason. No call blocks the calling thread for
 * more than 8 ms, apart from parsing a large payload in `getRun`.
 */
export interface RunStore {
  readonly target: TargetInfo;
  readonly can: Capabilities;
  /**
   * Newest first means `createdAt desc, id desc`: no run twice and none skipped while runs are inserted. No
   * clause is ever dropped.
   */
  listRuns(query: Query, options: ListOptions): Promise<RunPage>;
  /** Counts by status over the whole store, or `undefined` where that is too dear. */
  counts(options?: Signal): Promise<StatusCounts | undefined>;
  workflows(options?: Signal): Promise<readonly WorkflowInfo[]>;
  /** Values of a field that start with the prefix, most frequent or newest first, at most 50. */
  suggest(field: SuggestField, prefix: string, options?: Signal): Promise<readonly string[]>;
  getRun(id: string, options?: { readonly include?: RunInclude } & Signal): Promise<Run | undefined>;
  /**
   * A page of a run's trace, spans by start time; the logs of a page are those not later than its spans, the
   * last page has the rest.
   */
  getTrace(
    id: string,
    options?: { readonly limit?: number; readonly cursor?: string } & Signal,
  ): Promise<TracePage | undefined>;
  cancelRun(id: string, options?: { readonly by?: string } & Signal): Promise<CancelResult>;
  /** Ends a run at once, without letting it clean up, where `can.kill`. */
  killRun?(id: string, options?: Signal): Promise<CancelResult>;
  startRun(request: StartRequest, options?: Signal): Promise<StartResult>;
  /** Ends when the signal aborts. */
  changes(signal: AbortSignal): AsyncIterable<Change>;
  /** Of several targets in one store, those that could not be asked when all of them were asked last. */
  missing?(): readonly MissingTarget[];
  /** Where a program answers for the store; `undefined` where that turns out to be none. */
  about?(options?: Signal): Promise<ServerAbout | undefined>;
  /** Closing twice is fine; every call after it rejects. */
  close(): Promise<void>;
}
