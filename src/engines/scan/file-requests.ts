import type { FailureChunk, FailuresOptions } from '../../contract/failure-chunk.ts';
import type { ListOptions, RunPage } from '../../contract/lists/run-page.ts';
import type { CancelResult, StatusCounts, SuggestField } from '../../contract/run-store.ts';
import type { TracePage } from '../../contract/trace-pages.ts';
import type { WorkflowInfo } from '../../contract/workflow-info.ts';
import type { Query } from '../../model/query/query.ts';
import type { ScanBudget } from './run-source.ts';

type Listing<Options> = Omit<Options, 'signal'> & { readonly query: Query; readonly budget: ScanBudget };

export type Paging = { readonly limit: number; readonly cursor?: string };

/** What a thread is asked that reads the files of a store. */
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
