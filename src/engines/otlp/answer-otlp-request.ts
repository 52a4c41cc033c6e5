import type { RunInclude } from '../../contract/run-store.ts';
import type { Run } from '../../model/run.ts';
import type { FileAnswers, FileRequest } from '../scan/file-requests.ts';
import { lackingFields } from '../scan/lacking-fields.ts';
import { createScanLists } from '../scan/scan-lists.ts';
import { createOtlpSource, lackedFields } from './otlp-source.ts';
import { readOtlpRun } from './read/read-otlp-run.ts';
import { readOtlpTrace } from './read/read-otlp-trace.ts';
import { createIndexedFiles } from './runs/indexed-files.ts';
import { summarize } from './runs/indexed-run.ts';
import { skippedNotes } from './skipped-notes.ts';

export type Request =
  | FileRequest
  | { readonly type: 'run'; readonly id: string; readonly include: RunInclude };

export type Answers = FileAnswers<number> & { readonly run: Run | undefined };

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
