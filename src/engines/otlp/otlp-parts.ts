import { basename } from 'node:path';
import { searchedLogs } from '../../model/query/search-words.ts';
import { countOf } from '../../model/text/formats.ts';
import type { EngineParts } from '../kit/define-store.ts';
import { blankRun, createStatusTest, firstAfter } from '../kit/run-source.ts';
import { lacks } from './open-otlp-store.ts';
import { readOtlpDetails, readOtlpSteps, readSearchedPayloads } from './read/read-otlp-run.ts';
import { readNewestMessages, readOtlpTrace } from './read/read-otlp-trace.ts';
import type { IndexedFiles, SkippedLines } from './runs/indexed-files.ts';
import { type IndexedRun, outcomeOf, summarize } from './runs/run-index.ts';

const batchSize = 100;

/** `mayMatch` is false where the status alone rules the run out: then it is not summarized. */
type ListedRun = { readonly run: IndexedRun; readonly mayMatch: boolean };

/** Each answer first reads what was appended since the last. */
export function otlpParts(files: IndexedFiles) {
  return {
    lacks,
    version: async () => files.refresh().version,
    runs: {
      search(query) {
        // Indexing takes none of the time of a page, which is for reading payloads.
        const runs = files.refresh().index.runs();
        const mayMatch = createStatusTest(query);
        return {
          rest: query,
          total: async () => runs.length,
          async *read({ after }) {
            for (let from = firstAfter(runs, after, run => run); from < runs.length; from += batchSize)
              yield runs
                .slice(from, from + batchSize)
                .map(run => ({ run, mayMatch: mayMatch(outcomeOf(run)) }));
          },
        };
      },
    },
    async find(id) {
      const run = files.refresh().index.find(id);
      return run && { run, mayMatch: true };
    },
    summary({ run, mayMatch }) {
      if (mayMatch) return summarize(run).summary;
      const { status, statusRaw } = outcomeOf(run);
      return { ...blankRun, id: run.id, createdAt: run.createdAt, status, statusRaw };
    },
    async payloads([row], { withLogs }) {
      if (!row) return [];
      const run = summarize(row.run);
      const logs = withLogs ? { logs: searchedLogs(readNewestMessages(run, files)) } : {};
      return [{ ...readSearchedPayloads(run, files), ...logs }];
    },
    details: async ({ run }, { include }) => readOtlpDetails(summarize(run), files, include),
    work: async ({ run }) => ({ steps: readOtlpSteps(summarize(run), files) }),
    trace: async ({ run }, paging) => readOtlpTrace(summarize(run), files, paging),
    notes: () => skippedNotes(files.skipped(), files.refresh().index.runs().length > 0),
  } satisfies EngineParts<ListedRun>;
}

function skippedNotes({ lines, spans, logs, waitingLogs }: SkippedLines, hasRuns: boolean) {
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
