import { type ReportDone, serveThread } from '../../../async/serve-thread.ts';
import type { FailuresOptions, MarkResult } from '../../../contract/failures.ts';
import type { RunPage } from '../../../contract/lists/run-page.ts';
import type { CancelResult, RunInclude, StatusCounts, SuggestField } from '../../../contract/run-store.ts';
import type { StartRequest, StartResult } from '../../../contract/starts/start-request.ts';
import type { WorkflowInfo } from '../../../contract/workflow-info.ts';
import type { FailureMark } from '../../../model/failure/memory/failure-mark.ts';
import type { Query } from '../../../model/query/query.ts';
import type { FailureExplanation } from '../../../model/share/explanation-json.ts';
import type { WorkflowName, WorkflowUsual } from '../../../model/usual/usual.ts';
import { type MarkChange, readFailureMarks } from '../../runs/failures/failure-marks.ts';
import { type PackedFailures, packFailures } from '../../runs/failures/to-tallies.ts';
import { readCounts, readWorkflows } from '../../runs/lists/read-counts.ts';
import { suggest } from '../../runs/lists/read-suggestions.ts';
import { type PackedTrace, packTrace } from '../../runs/rows/pack-trace.ts';
import {
  readRun,
  readSteps,
  readTrace,
  type StepsOptions,
  type TraceOptions,
} from '../../runs/rows/read-run.ts';
import type { StoredRun } from '../../runs/rows/stored-run.ts';
import { type StoredSteps, scanStoredRun, scanStoredSteps } from '../../runs/rows/stored-steps.ts';
import { openReadable } from '../open-database.ts';
import { createReader, type Reader } from '../read/reader.ts';
import { readManyVotes, readTallies } from '../read/sqlite-failures.ts';
import { type ListRequest, openPage, readSliced } from '../read/sqlite-page.ts';
import { tablesOf } from '../read/sqlite-tables.ts';
import { toStoreError } from '../store-error.ts';
import { explainRuns } from './explain-runs.ts';
import { createGroupCommit, createWrites, type GroupCommit, type Writes } from './writes.ts';

const busyTimeoutMs = 3_000;

serveThread<Request>(path => {
  let reader: Reader | undefined;
  const commit = createGroupCommit(path, createWrites);
  return (request, signal, report) => {
    reader ??= createReader(openReadable(path, busyTimeoutMs));
    return answer(request, { reader, commit, signal, report });
  };
}, toStoreError);

/** Reads that may take too long for the calling thread, and all writes. */
export type Request =
  | ({ readonly type: 'list' } & ListRequest)
  | { readonly type: 'usual'; readonly workflows: readonly WorkflowName[] }
  | { readonly type: 'counts' }
  | { readonly type: 'workflows' }
  | ({ readonly type: 'failures'; readonly query: Query } & Omit<FailuresOptions, 'signal'>)
  | { readonly type: 'explain'; readonly query: Query; readonly now: number }
  | { readonly type: 'suggest'; readonly field: SuggestField; readonly prefix: string }
  | { readonly type: 'run'; readonly id: string; readonly include: RunInclude }
  | ({ readonly type: 'steps'; readonly id: string } & StepsOptions)
  | ({ readonly type: 'trace'; readonly id: string } & TraceOptions)
  | { readonly type: 'marks' }
  | { readonly type: 'mark'; readonly change: MarkChange }
  | { readonly type: 'cancel'; readonly id: string; readonly by?: string }
  | { readonly type: 'start'; readonly request: StartRequest };

export type Answers = {
  readonly list: RunPage;
  readonly usual: readonly WorkflowUsual[];
  readonly counts: StatusCounts;
  readonly workflows: readonly WorkflowInfo[];
  readonly failures: PackedFailures | undefined;
  readonly explain: FailureExplanation | undefined;
  readonly suggest: readonly string[];
  readonly run: StoredRun | undefined;
  readonly steps: StoredSteps | undefined;
  readonly trace: PackedTrace | undefined;
  readonly marks: readonly FailureMark[];
  readonly mark: MarkResult;
  readonly cancel: CancelResult;
  readonly start: StartResult;
};

type Serving = {
  readonly reader: Reader;
  readonly commit: GroupCommit<Writes>;
  readonly signal: AbortSignal;
  readonly report: ReportDone;
};

/** A long request yields between its slices, so that the worker serves others. The signal ends it. */
async function answer(
  request: Request,
  { reader, commit, signal, report }: Serving,
): Promise<Answers[Request['type']]> {
  switch (request.type) {
    case 'list':
      return readSliced(openPage(request, reader), signal);
    case 'usual':
      return reader.atOnce(() => reader.usual(request.workflows));
    case 'counts':
      return reader.read(readCounts(tablesOf(reader)));
    case 'workflows':
      return reader.read(readWorkflows(tablesOf(reader)));
    case 'failures':
      return readFailures(request, reader, signal);
    case 'explain':
      return explainRuns(request.query, reader, { now: request.now, signal, onProgress: report });
    case 'suggest':
      return suggest(
        { dialect: tablesOf(reader), read: reader.read, signal },
        ...([request.field, request.prefix] as const),
      );
    case 'run': {
      const run = reader.read(readRun(tablesOf(reader), request.id, request.include));
      return run && scanStoredRun(run);
    }
    case 'steps': {
      const page = reader.read(readSteps(tablesOf(reader), request.id, request));
      return page && scanStoredSteps(page);
    }
    case 'trace': {
      const page = reader.read(readTrace(request.id, request));
      return page && packTrace(page);
    }
    case 'marks':
      return reader.read(readFailureMarks());
    case 'mark':
      return commit(writes => writes.mark(request.change));
    case 'cancel':
      return commit(writes => writes.cancel(request.id, request.by));
    case 'start':
      return commit(writes => writes.start(request.request));
  }
}

async function readFailures(
  { query, isVote, ...options }: Extract<Request, { type: 'failures' }>,
  reader: Reader,
  signal: AbortSignal,
): Promise<PackedFailures | undefined> {
  const votes = isVote ? await readManyVotes(query, reader, signal) : undefined;
  const found = votes ?? (await readTallies(query, reader, { ...options, signal }));
  return found && packFailures(found);
}
