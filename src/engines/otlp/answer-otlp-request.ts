import { basename } from 'node:path';
import { searchedLogs } from '../../model/query/search-words.ts';
import { countOf } from '../../model/text/formats.ts';
import { createStoreAnswer } from '../kit/answer-request.ts';
import { createRowLists, type ListParts } from '../kit/row-lists.ts';
import { withoutFields } from '../kit/run-search.ts';
import { blankRun, createStatusTest, firstAfter } from '../kit/run-source.ts';
import { lackedFields } from './open-otlp-store.ts';
import { readOtlpRun, readSearchedPayloads } from './read/read-otlp-run.ts';
import { readNewestMessages, readOtlpTrace } from './read/read-otlp-trace.ts';
import { createIndexedFiles, type IndexedFiles, type SkippedLines } from './runs/indexed-files.ts';
import { type IndexedRun, outcomeOf, summarize } from './runs/run-index.ts';

const spansPerPage = 1_000;

/** Answers requests about the files of a place; each answer reads what was appended since the last. */
export function createAnswer(place: string) {
  const files = createIndexedFiles(place);
  const parts = otlpListParts(files);
  const find = (id: string) => {
    const run = files.refresh().index.find(id);
    return run && summarize(run);
  };
  return createStoreAnswer({
    version: () => files.refresh().version,
    open(budget) {
      const lists = createRowLists(parts, budget);
      return {
        ...lists,
        async getRun(id, { include = {}, signal } = {}) {
          const run = find(id);
          return run && lists.withSettled(await readOtlpRun(run, files, include), { signal });
        },
        async getTrace(id, { limit = spansPerPage, cursor } = {}) {
          const run = find(id);
          return run && readOtlpTrace(run, files, { limit, cursor });
        },
      };
    },
  });
}

const batchSize = 100;

/** `mayMatch` is false where the status alone rules the run out: then it is not summarized. */
type ListedRun = { readonly run: IndexedRun; readonly mayMatch: boolean };

export function otlpListParts(files: IndexedFiles): ListParts<ListedRun> {
  return {
    runs: withoutFields(
      {
        search(query) {
          // Indexing does not count as time of the page, which is for reading payloads.
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
      lackedFields,
    ),
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
    notes: () => skippedNotes(files.skipped(), files.refresh().index.runs().length > 0),
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
