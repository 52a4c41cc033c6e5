import type { InspectorError } from '../model/errors.ts';
import type { Query } from '../model/query/query.ts';
import type { Log, Run, RunKind, RunSummary, Span } from '../model/run.ts';
import type { RunStatus } from '../model/status.ts';

/** What a target is and why it was chosen. Every field is shown to users, so none holds a secret. */
export type TargetInfo = {
  readonly name: string;
  /** Set when the name comes from a configuration, so that `--target` accepts it. */
  readonly isNamed?: true;
  /** `sqlite`, `postgres`, `http`, `merged`, or an engine's; the fields below say what follows from it. */
  readonly kind: string;
  /** Set where every request is a round trip, so that few large ones are better than many small ones. */
  readonly isRemote?: true;
  /** Set where a workflow engine makes the runs, rather than programs that record them. */
  readonly isEngine?: true;
  /** What `--target` takes to mean this target; absent where it is found without being named. */
  readonly commandTarget?: string;
  /** Of several targets in one list, each of them; `RunSummary.target` is the name of one. */
  readonly members?: readonly TargetInfo[];
  /** The path or address as a user would type it. */
  readonly location: string;
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
  /** Whether `changes` reports changes. If not, the session reloads on a timer. */
  readonly live: boolean;
  readonly sorts: readonly SortField[];
};

export type ListOptions = {
  readonly sort: Sort;
  /** The most rows in a page. A page may hold fewer, even none, while `nextCursor` is set. */
  readonly limit: number;
  readonly cursor?: string;
  readonly signal?: AbortSignal;
  /** The time against which relative times such as `since:24h` are resolved, in epoch ms. */
  readonly now: number;
};

export type RunPage = {
  readonly runs: readonly RunSummary[];
  /** Set when there may be more; opaque. */
  readonly nextCursor?: string;
  /** Set when the store had to scan: how many runs it read, of how many, counted from the first page on. */
  readonly scanned?: { readonly read: number; readonly total: number };
  /** In a list of several targets, those that did not answer. The page is complete without them. */
  readonly missing?: readonly MissingTarget[];
  /** What the store could not read and therefore left out, one line each. */
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
  /** Counted over the whole trace. */
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
 * `changed`: something in the store changed. `error`: the store could not be read just now; the iteration
 * continues.
 */
export type Change =
  | { readonly type: 'changed' }
  | { readonly type: 'error'; readonly error: InspectorError };

/** What a server reports about itself, and what it allows this user to do. */
export type ServerAbout = { readonly version: string; readonly scopes: readonly string[] };

type Signal = { readonly signal?: AbortSignal };

/**
 * A source of runs. A run is addressed by what `runAddress` gives: its id, or the target and the id in a
 * store of several targets. Reading never writes. Foreign errors arrive as `InspectorError`; an aborted call
 * rejects with the signal's reason. No call blocks the calling thread for more than 8 ms, except `getRun`
 * when it parses a large payload.
 */
export interface RunStore {
  readonly target: TargetInfo;
  readonly can: Capabilities;
  /**
   * Newest first means `createdAt desc, id desc`. No run is returned twice or skipped while runs are
   * inserted, and no clause is ever dropped.
   */
  listRuns(query: Query, options: ListOptions): Promise<RunPage>;
  /** Counts by status over the whole store, or `undefined` when counting would be too expensive. */
  counts(options?: Signal): Promise<StatusCounts | undefined>;
  workflows(options?: Signal): Promise<readonly WorkflowInfo[]>;
  /** Values of a field that start with the prefix, most frequent or newest first, at most 50. */
  suggest(field: SuggestField, prefix: string, options?: Signal): Promise<readonly string[]>;
  getRun(id: string, options?: { readonly include?: RunInclude } & Signal): Promise<Run | undefined>;
  /**
   * A page of a run's trace, with spans by start time. A page holds the logs up to its last span; the last
   * page holds the rest.
   */
  getTrace(
    id: string,
    options?: { readonly limit?: number; readonly cursor?: string } & Signal,
  ): Promise<TracePage | undefined>;
  cancelRun(id: string, options?: { readonly by?: string } & Signal): Promise<CancelResult>;
  /** Ends a run at once, without letting it clean up. Present when `can.kill`. */
  killRun?(id: string, options?: Signal): Promise<CancelResult>;
  startRun(request: StartRequest, options?: Signal): Promise<StartResult>;
  /** Ends when the signal aborts. */
  changes(signal: AbortSignal): AsyncIterable<Change>;
  /** In a store of several targets, those that did not answer the last request to all of them. */
  missing?(): readonly MissingTarget[];
  /** Present when a server may answer for the store; `undefined` when it turns out that none does. */
  about?(options?: Signal): Promise<ServerAbout | undefined>;
  /** Idempotent. Every later call rejects. */
  close(): Promise<void>;
}
