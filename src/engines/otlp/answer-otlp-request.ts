import { basename } from 'node:path';
import type { RunInclude } from '../../contract/run-store.ts';
import type { Run } from '../../model/run.ts';
import { countOf } from '../../model/text/formats.ts';
import type { FileAnswers, FileRequest } from '../kit/file-store.ts';
import { lackingFields } from '../kit/run-source.ts';
import { createScanLists } from '../kit/scan-lists.ts';
import { createOtlpSource, lackedFields } from './otlp-source.ts';
import { readOtlpRun } from './read/read-otlp-run.ts';
import { readOtlpTrace } from './read/read-otlp-trace.ts';
import { createIndexedFiles, type SkippedLines } from './runs/indexed-files.ts';
import { summarize } from './runs/run-index.ts';

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

function skippedNotes(
  { lines, spans, logs, waitingLogs }: SkippedLines,
  hasRuns: boolean,
): readonly string[] {
  const files = [...lines].map(([path, count]) => `${countOf(count, 'line')} of ${basename(path)}`);
  return [
    ...(files.length === 0 ? [] : [`${files.join(' and ')} could not be read as OTLP/JSON`]),
    ...(spans === 0 ? [] : [`${countOf(spans, 'span')} without ids left out`]),
    ...(logs === 0 ? [] : [`${countOf(logs, 'log record')} without a trace id left out`]),
    // Normal while a run is active: logs are written before spans.
    ...(waitingLogs === 0 || hasRuns
      ? []
      : [`${countOf(waitingLogs, 'log record')} and no spans: runs are made of spans`]),
  ];
}
