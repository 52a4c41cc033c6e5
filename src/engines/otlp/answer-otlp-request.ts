import type { FailureChunk, FailuresOptions } from '../../contract/failures/failure-chunk.ts';
import type { ListOptions, RunPage } from '../../contract/lists/run-page.ts';
import type { CancelResult, RunInclude, StatusCounts, SuggestField } from '../../contract/run-store.ts';
import type { TracePage } from '../../contract/trace-pages.ts';
import type { WorkflowInfo } from '../../contract/workflow-info.ts';
import type { Query } from '../../model/query/query.ts';
import type { Run } from '../../model/run.ts';
import { lackingFields } from '../scan/lacking-fields.ts';
import type { ScanBudget } from '../scan/run-source.ts';
import { createScanLists } from '../scan/scan-lists.ts';
import { skippedNotes } from './files/skipped-notes.ts';
import { createIndexedFiles } from './indexed-files.ts';
import { createOtlpSource, lackedFields } from './otlp-source.ts';
import { summarize } from './runs/indexed-run.ts';
import { readOtlpRun } from './runs/read-otlp-run.ts';
import { readOtlpTrace, type TraceOptions } from './runs/read-otlp-trace.ts';

type Listing = Omit<ListOptions, 'signal'> & { readonly budget: ScanBudget };

export type Request =
  | ({ readonly type: 'list'; readonly query: Query } & Listing)
  | ({ readonly type: 'failures'; readonly query: Query; readonly budget: ScanBudget } & Omit<
      FailuresOptions,
      'signal'
    >)
  | { readonly type: 'counts' }
  | { readonly type: 'workflows' }
  | { readonly type: 'suggest'; readonly field: SuggestField; readonly prefix: string }
  | { readonly type: 'run'; readonly id: string; readonly include: RunInclude }
  | ({ readonly type: 'trace'; readonly id: string } & TraceOptions)
  | { readonly type: 'cancel'; readonly id: string }
  | { readonly type: 'version' };

export type Answers = {
  /** `version` is that of the index which the page shows. */
  readonly list: { readonly page: RunPage; readonly version: number };
  readonly failures: FailureChunk | undefined;
  readonly counts: StatusCounts | undefined;
  readonly workflows: readonly WorkflowInfo[];
  readonly suggest: readonly string[];
  readonly run: Run | undefined;
  readonly trace: TracePage | undefined;
  readonly cancel: CancelResult;
  readonly version: number;
};

/** Answers requests about the files of a place; each answer reads what was appended since the last. */
export function createAnswer(place: string) {
  const files = createIndexedFiles(place);
  const source = lackingFields(createOtlpSource(files), lackedFields);
  const lists = createScanLists(source);

  return async (request: Request, signal: AbortSignal): Promise<Answers[Request['type']]> => {
    switch (request.type) {
      case 'list': {
        const { query, type, budget, ...options } = request;
        // Indexing does not count as time of the page, which is for reading payloads.
        const { index, version } = files.refresh();
        const hasRuns = index.runs().length > 0;
        const page = await createScanLists(source, budget).listRuns(query, { ...options, signal });
        const notes = skippedNotes(files.skipped(), hasRuns);
        return { page: notes.length === 0 ? page : { ...page, notes }, version };
      }
      case 'failures': {
        const { query, type, budget, ...options } = request;
        files.refresh().index.runs();
        return createScanLists(source, budget).failures(query, { ...options, signal });
      }
      case 'counts':
        return lists.counts({ signal });
      case 'workflows':
        return lists.workflows({ signal });
      case 'suggest':
        return lists.suggest(request.field, request.prefix, { signal });
      case 'run': {
        const run = files.refresh().index.find(request.id);
        return run && readOtlpRun(summarize(run), files, request.include);
      }
      case 'trace': {
        const run = files.refresh().index.find(request.id);
        return run && readOtlpTrace(summarize(run), files, request);
      }
      case 'cancel':
        return { type: files.refresh().index.find(request.id) ? 'unsupported' : 'not-found' };
      case 'version':
        return files.refresh().version;
    }
  };
}
