import {
  type AnswersOf,
  answerBy,
  type ReportDone,
  type RequestsOf,
  serveThread,
} from '../../../async/serve-thread.ts';
import type { FailuresOptions } from '../../../contract/failures.ts';
import type { RunInclude, SuggestField } from '../../../contract/run-store.ts';
import type { StartRequest } from '../../../contract/starts/start-request.ts';
import { once } from '../../../model/memo.ts';
import type { Query } from '../../../model/query/query.ts';
import type { WorkflowName } from '../../../model/usual/usual.ts';
import { type MarkChange, readFailureMarks } from '../../runs/failures/failure-marks.ts';
import { packFailures } from '../../runs/failures/to-tallies.ts';
import { readCounts, readWorkflows } from '../../runs/lists/read-counts.ts';
import { suggest } from '../../runs/lists/read-suggestions.ts';
import type { Reading } from '../../runs/reading.ts';
import {
  type PageOptions,
  readRun,
  readSteps,
  readTrace,
  type TableDialect,
} from '../../runs/rows/read-run.ts';
import { scanStoredRun, scanStoredSteps } from '../../runs/rows/stored-steps.ts';
import { openReadable } from '../open-database.ts';
import { createReader } from '../read/reader.ts';
import { readManyVotes, readTallies } from '../read/sqlite-failures.ts';
import { type ListRequest, readList } from '../read/sqlite-page.ts';
import { tablesOf } from '../read/sqlite-tables.ts';
import { toStoreError } from '../store-error.ts';
import { explainRuns } from './explain-runs.ts';
import { createGroupCommit, createWrites } from './writes.ts';

const busyTimeoutMs = 3_000;

function createAnswers(path: string) {
  const reader = once(() => createReader(openReadable(path, busyTimeoutMs)));
  const commit = createGroupCommit(path, createWrites);
  const read = <Result>(reading: (dialect: TableDialect) => Reading<Result>) =>
    reader().read(reading(tablesOf(reader())));
  return {
    list: (request: ListRequest, signal: AbortSignal) =>
      reader().inPieces(readList(request, reader()), signal),
    usual: ({ workflows }: { readonly workflows: readonly WorkflowName[] }) =>
      reader().atOnce(() => reader().usual(workflows)),
    counts: () => read(readCounts),
    workflows: () => read(readWorkflows),
    async failures({ query, isVote, ...options }: FailuresRequest, signal: AbortSignal) {
      const votes = isVote ? await readManyVotes(query, reader(), signal) : undefined;
      const found = votes ?? (await readTallies(query, reader(), { ...options, signal }));
      return found && packFailures(found);
    },
    explain: (
      { query, now }: { readonly query: Query; readonly now: number },
      signal: AbortSignal,
      onProgress: ReportDone,
    ) => explainRuns(query, reader(), { now, signal, onProgress }),
    suggest: (
      { field, prefix }: { readonly field: SuggestField; readonly prefix: string },
      signal: AbortSignal,
    ) => suggest({ dialect: tablesOf(reader()), read: reader().read, signal }, field, prefix),
    run({ id, include }: { readonly id: string; readonly include: RunInclude }) {
      const run = read(dialect => readRun(dialect, id, include));
      return run && scanStoredRun(run);
    },
    steps({ id, ...options }: { readonly id: string } & PageOptions) {
      const page = read(dialect => readSteps(dialect, id, options));
      return page && scanStoredSteps(page);
    },
    trace: ({ id, ...options }: { readonly id: string } & PageOptions) =>
      reader().read(readTrace(id, options)),
    marks: () => reader().read(readFailureMarks()),
    mark: ({ change }: { readonly change: MarkChange }) => commit(writes => writes.mark(change)),
    cancel: ({ id, by }: { readonly id: string; readonly by?: string | undefined }) =>
      commit(writes => writes.cancel(id, by)),
    start: ({ request }: { readonly request: StartRequest }) => commit(writes => writes.start(request)),
  };
}

type FailuresRequest = Omit<FailuresOptions, 'signal'> & { readonly query: Query };

export type Request = RequestsOf<ReturnType<typeof createAnswers>>;
export type Answers = AnswersOf<ReturnType<typeof createAnswers>>;

serveThread<Request>(path => answerBy(createAnswers(path)), toStoreError);
