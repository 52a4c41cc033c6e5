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
