import { pollChanges } from '../../async/poll-changes.ts';
import type { Thread } from '../../async/thread.ts';
import type { Capabilities } from '../../contract/capabilities.ts';
import type { FailureChunk, FailuresOptions } from '../../contract/failure-chunk.ts';
import type { ListOptions, RunPage } from '../../contract/lists/run-page.ts';
import { sortFields } from '../../contract/lists/sort.ts';
import type { CancelResult, RunStore, StatusCounts, SuggestField } from '../../contract/run-store.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import type { TracePage } from '../../contract/trace-pages.ts';
import type { WorkflowInfo } from '../../contract/workflow-info.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Query } from '../../model/query/query.ts';
import { defaultScanBudget, type ScanBudget } from './run-source.ts';

/** Options of every store whose files are read by a thread. */
export type FileStoreOptions = {
  readonly place: string;
  readonly target: TargetInfo;
  readonly pollMs?: number;
  readonly scanBudget?: ScanBudget;
};

type FileStoreParts<Version> = Pick<FileStoreOptions, 'target' | 'scanBudget'> & {
  readonly thread: StoreThread<FileRequest, FileAnswers<Version>>;
  readonly pollMs: number;
  readonly lacks?: Capabilities['lacks'];
};

type StoreThread<
  Request extends { readonly type: string },
  Answers extends Record<Request['type'], unknown>,
> = Thread<Request, Answers> & {
  /** Aborted once it is closed. */
  readonly closed: AbortSignal;
};

const spansPerPage = 1_000;

/** Answers nothing more once it is closed, as is promised of a store. */
export function toStoreThread<
  Request extends { readonly type: string },
  Answers extends Record<Request['type'], unknown>,
>(thread: Thread<Request, Answers>, { location }: TargetInfo): StoreThread<Request, Answers> {
  const closing = new AbortController();
  return {
    ...thread,
    closed: closing.signal,
    async ask(request, signal, onProgress) {
      closing.signal.throwIfAborted();
      return thread.ask(request, signal, onProgress);
    },
    async close() {
      closing.abort(new InspectorError('conflict', `${location} was closed`));
      await thread.close();
    },
  };
}

/** All of a read-only store but its whole runs: what its thread answers about files. */
export function createFileStore<Version extends number | string>({
  target,
  thread,
  pollMs,
  scanBudget = defaultScanBudget,
  lacks,
}: FileStoreParts<Version>): Omit<RunStore, 'getRun'> {
  const { ask, closed } = thread;
  /** The version listed last; any other is a change. */
  let shownVersion: Version | undefined;
  return {
    target,
    can: { cancel: false, kill: false, start: false, live: true, sorts: sortFields, lacks },
    async listRuns(query, { signal, ...options }) {
      const { page, version } = await ask({ type: 'list', query, budget: scanBudget, ...options }, signal);
      shownVersion = version;
      return page;
    },
    failures: (query, { signal, ...options }) =>
      ask({ type: 'failures', query, budget: scanBudget, ...options }, signal),
    counts: ({ signal } = {}) => ask({ type: 'counts' }, signal),
    workflows: ({ signal } = {}) => ask({ type: 'workflows' }, signal),
    suggest: (field, prefix, { signal } = {}) => ask({ type: 'suggest', field, prefix }, signal),
    getTrace: (id, { limit = spansPerPage, cursor, signal } = {}) =>
      ask({ type: 'trace', id, limit, cursor }, signal),
    cancelRun: (id, { signal } = {}) => ask({ type: 'cancel', id }, signal),
    async startRun() {
      closed.throwIfAborted();
      return { type: 'unsupported' };
    },
    changes: signal =>
      pollChanges(
        () => ask({ type: 'version' }, signal),
        { pollMs, seen: shownVersion },
        AbortSignal.any([signal, closed]),
      ),
    close: thread.close,
  };
}

type Listing<Options> = Omit<Options, 'signal'> & { readonly query: Query; readonly budget: ScanBudget };

export type Paging = { readonly limit: number; readonly cursor?: string };

/** Requests to the thread that reads the files of a store. */
export type FileRequest =
  | ({ readonly type: 'list' } & Listing<ListOptions>)
  | ({ readonly type: 'failures' } & Listing<FailuresOptions>)
  | { readonly type: 'counts' }
  | { readonly type: 'workflows' }
  | { readonly type: 'suggest'; readonly field: SuggestField; readonly prefix: string }
  | ({ readonly type: 'trace'; readonly id: string } & Paging)
  | { readonly type: 'cancel'; readonly id: string }
  | { readonly type: 'version' };

/** `Version` is another one whenever the files have changed. */
export type FileAnswers<Version> = {
  /** `version` is that of what the page shows. */
  readonly list: { readonly page: RunPage; readonly version: Version };
  readonly failures: FailureChunk | undefined;
  readonly counts: StatusCounts | undefined;
  readonly workflows: readonly WorkflowInfo[];
  readonly suggest: readonly string[];
  readonly trace: TracePage | undefined;
  readonly cancel: CancelResult;
  readonly version: Version;
};
