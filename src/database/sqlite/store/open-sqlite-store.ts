import type { FailureMarks } from '../../../contract/failures.ts';
import { isNewestFirst, needsUsual } from '../../../contract/lists/run-order.ts';
import { sortFields } from '../../../contract/lists/sort.ts';
import type { RunStore, SuggestField } from '../../../contract/run-store.ts';
import type { StoredReads } from '../../../contract/served-store.ts';
import type { TargetInfo } from '../../../contract/target-info.ts';
import { InspectorError } from '../../../model/errors.ts';
import { finish } from '../../../model/pieces.ts';
import { isPathName, type Query } from '../../../model/query/query.ts';
import { createUsualAdder, workflowsOf } from '../../../model/usual/usual.ts';
import { followAliases, type MarkChange, namesFailures } from '../../runs/failures/failure-marks.ts';
import { unpackFailures } from '../../runs/failures/to-tallies.ts';
import { readCounts, readLateRuns, readWorkflows } from '../../runs/lists/read-counts.ts';
import { readSuggestions } from '../../runs/lists/read-suggestions.ts';
import { type Budget, defaultBudget } from '../../runs/lists/run-page.ts';
import { readRun, readTrace } from '../../runs/rows/read-run.ts';
import { parsedReads, type RowReads } from '../../runs/rows/stored-steps.ts';
import type { Reader } from '../read/reader.ts';
import { readVotes } from '../read/sqlite-failures.ts';
import { type ListRequest, readPage } from '../read/sqlite-page.ts';
import { planQuick } from '../read/sqlite-plan.ts';
import { hasFewLost, isQuickToCount, isQuickToRead, tablesOf } from '../read/sqlite-tables.ts';
import { retryWhileLocked } from '../store-error.ts';
import { type Connection, openConnection, watchStore } from './connection.ts';

export type SqliteStoreOptions = {
  readonly path: string;
  readonly target: TargetInfo;
  readonly scanBudget?: Budget;
};

const smallLimit = 500;
const spansPerPage = 1_000;
const stepsPerPage = 500;
const cancelsAtOnce = 64;

/** Opens a recorder's store. The calling thread answers what an index finds at once, a worker the rest. */
export async function openSqliteStore({
  path,
  target,
  scanBudget = defaultBudget,
}: SqliteStoreOptions): Promise<RunStore & { readonly stored: StoredReads }> {
  const connection = await retryWhileLocked(path, () => openConnection(path));
  let isClosed = false;

  async function ask<T>(
    signal: AbortSignal | undefined,
    read: (reader: Reader) => T | Promise<T>,
  ): Promise<T> {
    try {
      return await retryWhileLocked(path, () => {
        if (isClosed) throw new InspectorError('conflict', `${path} was closed`);
        signal?.throwIfAborted();
        return read(connection.reader());
      });
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    }
  }

  const stored: RowReads = {
    run: (id, { include = {}, signal }) =>
      ask(signal, reader => {
        const parts = (['steps', 'messages'] as const).filter(part => include[part]);
        return isQuickToRead(reader, id, parts)
          ? reader.read(readRun(tablesOf(reader), id, include))
          : connection.worker().ask({ type: 'run', id, include }, signal);
      }),
    steps: (id, { signal, cursor, limit = stepsPerPage }) =>
      ask(signal, () => connection.worker().ask({ type: 'steps', id, cursor, limit }, signal)),
    trace: (id, { signal, cursor, limit = spansPerPage }) =>
      ask(signal, reader =>
        cursor === undefined && isQuickToRead(reader, id, ['spans', 'logs'])
          ? reader.read(readTrace(id, { limit }))
          : connection.worker().ask({ type: 'trace', id, cursor, limit }, signal),
      ),
  };

  return {
    target,
    can: { cancel: true, cancelsAtOnce, kill: false, start: true, live: true, sorts: sortFields },
    listRuns: (query, { signal, usual = false, ...options }) =>
      ask(signal, async reader => {
        const request = { query: withCurrentIds(query, reader), ...options, budget: scanBudget };
        const worker = connection.worker();
        const page =
          readQuickPage(request, reader) ?? (await worker.ask({ type: 'list', ...request }, signal));
        if (!usual || needsUsual(query, options.sort)) return page;
        const workflows = await worker.ask({ type: 'usual', workflows: workflowsOf(page.runs) }, signal);
        return { ...page, runs: page.runs.map(createUsualAdder(workflows)) };
      }),
    counts: ({ signal } = {}) =>
      ask(signal, reader =>
        hasFewLost(reader)
          ? reader.read(readCounts(tablesOf(reader)))
          : connection.worker().ask({ type: 'counts' }, signal),
      ),
    workflows: ({ signal } = {}) =>
      ask(signal, reader =>
        isQuickToCount(reader)
          ? reader.read(readWorkflows(tablesOf(reader)))
          : connection.worker().ask({ type: 'workflows' }, signal),
      ),
    lateRuns: ({ signal, ...options }) => ask(signal, reader => reader.read(readLateRuns(options))),
    suggest: (field, prefix, { signal } = {}) =>
      ask(signal, reader =>
        !isPathName(field) && isQuickToSuggest(reader, field)
          ? reader.read(readSuggestions(tablesOf(reader), field, prefix))
          : connection.worker().ask({ type: 'suggest', field, prefix }, signal),
      ),
    ...askForFailures(ask, connection),
    stored,
    ...parsedReads(stored),
    cancelRun: (id, { by, signal } = {}) =>
      ask(signal, () => connection.worker().ask({ type: 'cancel', id, by }, signal)),
    startRun: (request, { signal } = {}) =>
      ask(signal, () => connection.worker().ask({ type: 'start', request }, signal)),
    changes(signal) {
      // Later requests find the worker started.
      const start = () => ask(signal, () => connection.worker().start()).catch(() => undefined);
      setTimeout(start, 300).unref();
      return watchStore(connection, path, signal);
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await connection.close();
    },
  };
}

function readQuickPage(request: ListRequest, reader: Reader) {
  if (!isNewestFirst(request.sort) || request.limit > smallLimit) return undefined;
  const plan = planQuick(request.query, reader, request.now);
  return plan && reader.atOnce(() => finish(readPage(plan, reader, request)));
}

function isQuickToSuggest(reader: Reader, field: SuggestField): boolean {
  if (field === 'workflow') return isQuickToCount(reader);
  return field !== 'status' && field !== 'input' && field !== 'output';
}

type Ask = <T>(signal: AbortSignal | undefined, read: (reader: Reader) => T | Promise<T>) => Promise<T>;

/** Adds the ids that the groups of a query have now. */
function withCurrentIds(query: Query, reader: Reader): Query {
  return namesFailures(query) ? reader.read(followAliases(query)) : query;
}

function askForFailures(
  ask: Ask,
  connection: Pick<Connection, 'worker'>,
): Required<Pick<RunStore, 'failures' | 'explainFailures' | 'failureMarks'>> {
  return {
    failures: (query, { signal, ...options }) =>
      ask(signal, async reader => {
        const request = { ...options, query: withCurrentIds(query, reader) };
        const votes = request.isVote ? await readVotes(request.query, reader, signal) : undefined;
        if (votes) return votes;
        const packed = await connection.worker().ask({ type: 'failures', ...request }, signal);
        return packed && unpackFailures(packed);
      }),
    explainFailures: async (query, { now, signal, onProgress }) => ({
      explanation: await ask(signal, reader =>
        connection
          .worker()
          .ask({ type: 'explain', query: withCurrentIds(query, reader), now }, signal, onProgress),
      ),
    }),
    failureMarks: createMarks(ask, connection),
  };
}

function createMarks(ask: Ask, { worker }: Pick<Connection, 'worker'>): FailureMarks {
  const change = (one: MarkChange, signal: AbortSignal | undefined) =>
    ask(signal, () => worker().ask({ type: 'mark', change: one }, signal));
  return {
    list: ({ signal } = {}) => ask(signal, () => worker().ask({ type: 'marks' }, signal)),
    put: (mark, { by, signal } = {}) => change({ act: 'put', mark, by }, signal),
    remove: (failureId, { signal } = {}) => change({ act: 'remove', failureId }, signal),
  };
}
