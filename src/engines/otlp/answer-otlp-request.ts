import { basename } from 'node:path';
import { countOf } from '../../model/text/formats.ts';
import { createStoreAnswer } from '../kit/answer-request.ts';
import { lackingFields } from '../kit/run-source.ts';
import { createScanLists } from '../kit/scan-lists.ts';
import { withSettledOf } from '../kit/scan-settled.ts';
import { createOtlpSource, lackedFields } from './otlp-source.ts';
import { readOtlpRun } from './read/read-otlp-run.ts';
import { readOtlpTrace } from './read/read-otlp-trace.ts';
import { createIndexedFiles, type SkippedLines } from './runs/indexed-files.ts';
import { summarize } from './runs/run-index.ts';

const spansPerPage = 1_000;

/** Answers requests about the files of a place; each answer reads what was appended since the last. */
export function createAnswer(place: string) {
  const files = createIndexedFiles(place);
  const source = lackingFields(createOtlpSource(files), lackedFields);
  const find = (id: string) => {
    const run = files.refresh().index.find(id);
    return run && summarize(run);
  };
  return createStoreAnswer({
    version: () => files.refresh().version,
    open(budget) {
      const lists = createScanLists(source, budget);
      return {
        ...lists,
        async listRuns(query, options) {
          // Indexing does not count as time of the page, which is for reading payloads.
          const hasRuns = files.refresh().index.runs().length > 0;
          const page = await lists.listRuns(query, options);
          const notes = skippedNotes(files.skipped(), hasRuns);
          return notes.length === 0 ? page : { ...page, notes };
        },
        async failures(query, options) {
          files.refresh().index.runs();
          return lists.failures(query, options);
        },
        async getRun(id, { include = {} } = {}) {
          const run = find(id);
          return run && withSettledOf(await readOtlpRun(run, files, include), () => source, {});
        },
        async getTrace(id, { limit = spansPerPage, cursor } = {}) {
          const run = find(id);
          return run && readOtlpTrace(run, files, { limit, cursor });
        },
      };
    },
  });
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
