import type { PoolClient } from 'pg';
import { createYielding } from '../../../async/yield-to-event-loop.ts';
import { isNewestFirst } from '../../../contract/lists/run-order.ts';
import type { ListOptions, RunPage } from '../../../contract/lists/run-page.ts';
import { sortFields } from '../../../contract/lists/sort.ts';
import { explainBySource } from '../../../contract/reading/explain-failures.ts';
import type { ExplainOptions, RunStore } from '../../../contract/run-store.ts';
import type { StoredReads } from '../../../contract/served-store.ts';
import type { StoreCheck, TargetInfo } from '../../../contract/target-info.ts';
import { postgresErrorCode } from '../../../drivers/postgres/postgres-error.ts';
import { InspectorError } from '../../../model/errors.ts';
import { asksForSettled } from '../../../model/query/clauses.ts';
import type { Query } from '../../../model/query/query.ts';
import type { RunSummary } from '../../../model/run.ts';
import { createUsualAdder, workflowsOf } from '../../../model/usual/usual.ts';
import { checkTablesSql, type TablesRow, toStoreCheck } from '../../../query-sql/check-tables.ts';
import { followAliases, namesFailures, readFailureMarks } from '../../runs/failures/failure-marks.ts';
import { readCounts, readLateRuns, readWorkflows } from '../../runs/lists/read-counts.ts';
import { suggest } from '../../runs/lists/read-suggestions.ts';
import { type Budget, defaultBudget } from '../../runs/lists/run-page.ts';
import { readRun, readSteps, readTrace } from '../../runs/rows/read-run.ts';
import { parsedReads, type RowReads } from '../../runs/rows/stored-steps.ts';
import type { Database } from '../database.ts';
import { schemaName } from '../postgres-schema.ts';
import { createIndexAdvice } from '../read/index-advice.ts';
import { readFailures } from '../read/postgres-failures.ts';
import { readPage, readTop } from '../read/postgres-page.ts';
import { planQuery } from '../read/postgres-plan.ts';
import { readUsual, withSettled } from '../read/postgres-run-row.ts';
import { postgresTables, readParts } from '../read/postgres-tables.ts';
import { startPostgresRuns, startTogether } from '../starts/start-runs.ts';
import { cancelPostgresRun, changePostgresMarks } from '../write/write-changes.ts';
import { createDictionaryWriter } from '../write/write-dictionary.ts';
import { createChangeListener } from './change-listener.ts';
import { createStoreSession, type StoreSession } from './store-session.ts';

export type PostgresStoreOptions = {
  /** `postgres://user@host:5432/database`. */
  readonly url: string;
  readonly target: TargetInfo;
  /** Whether a stranger wrote the address: see `PoolOptions`. */
  readonly isForeign?: boolean;
  readonly scanBudget?: Budget;
};

type PostgresStore = RunStore & Pick<StoreSession, 'holdsRuns'> & { readonly stored: StoredReads };

const spansPerPage = 1_000;
const stepsPerPage = 500;

/** Connects with the first query. Writes only what people ask for. */
export async function openPostgresStore({
  url,
  target,
  isForeign,
  scanBudget = defaultBudget,
}: PostgresStoreOptions): Promise<PostgresStore> {
  const session = createStoreSession(url, isForeign);
  let hasRead = false;
  const listener = createChangeListener(url, {}, () => hasRead, isForeign);
  const advice = createIndexAdvice();
  const dictionary = createDictionaryWriter();
  const read: typeof session.read = (signal, work) => {
    hasRead = true;
    return session.read(signal, work);
  };

  async function write<T>(
    signal: AbortSignal | undefined,
    work: (client: PoolClient) => Promise<T>,
  ): Promise<T | Refusal> {
    try {
      return await session.write(signal, work);
    } catch (error) {
      if (isForbidden(error)) return { type: 'refused', reason: error.message };
      throw error;
    }
  }

  const start = startTogether(async requests => {
    const started = await write(undefined, client => startPostgresRuns(client, requests, dictionary));
    if ('type' in started) return requests.map(() => started);
    started.remember?.();
    return started.results;
  });

  async function list(
    db: Database,
    asked: Query,
    { sort, limit, cursor, now, usual = false }: ListOptions,
  ): Promise<RunPage> {
    const query = await withCurrentIds(db, asked);
    const plan = await planQuery(db, query, now, sort);
    const found = await (isNewestFirst(sort)
      ? readPage(db, plan, advice, { limit, cursor, budget: scanBudget })
      : readTop(db, plan, { sort, limit }));
    const page = asksForSettled(query) ? await withSettled(db, found) : found;
    if (!usual && !plan.usual) return page;
    const workflows = plan.usual ?? (await readUsual(db, workflowsOf(page.runs)));
    return { ...page, runs: page.runs.map(createUsualAdder(workflows)) };
  }

  function explain(query: Query, options: ExplainOptions) {
    const { signal } = options;
    const source = {
      listRuns: (matching: Query, options: ListOptions) => read(signal, db => list(db, matching, options)),
      readParts: (runs: readonly RunSummary[]) =>
        read(signal, db => db.read(readParts(runs.map(({ id }) => id)))),
    };
    return explainBySource(source, query, { ...options, pause: createYielding(signal).pause });
  }

  const stored = createRowReads(read);

  return {
    target,
    can: { cancel: true, kill: false, start: true, live: true, sorts: sortFields },
    listRuns: (query, options) => read(options.signal, db => list(db, query, options)),
    counts: ({ signal } = {}) => read(signal, db => db.read(readCounts(postgresTables))),
    workflows: ({ signal } = {}) => read(signal, db => db.read(readWorkflows(postgresTables))),
    lateRuns: ({ signal, ...options }) => unlessForbidden(read(signal, db => db.read(readLateRuns(options)))),
    suggest: (field, prefix, { signal } = {}) =>
      read(signal, db => suggest({ dialect: postgresTables, read: db.read, signal }, field, prefix)),
    explainFailures: async (query, options) => ({ explanation: await explain(query, options) }),
    failures: (query, { signal, ...options }) =>
      read(signal, async db => readFailures(db, await withCurrentIds(db, query), options)),
    stored,
    holdsRuns: session.holdsRuns,
    ...parsedReads(stored),
    failureMarks: {
      list: ({ signal } = {}) => unlessForbidden(read(signal, db => db.read(readFailureMarks()))),
      put: (mark, { by, signal } = {}) =>
        write(signal, client => changePostgresMarks(client, { act: 'put', mark, by })),
      remove: (failureId, { signal } = {}) =>
        write(signal, client => changePostgresMarks(client, { act: 'remove', failureId })),
    },
    cancelRun: (id, { by, signal } = {}) => write(signal, client => cancelPostgresRun(client, id, by)),
    startRun: (request, { signal } = {}) => start(request, signal),
    changes: signal => listener.watch(signal),
    check: ({ signal } = {}) => read(signal, checkTables),
    async close() {
      await Promise.all([session.close(), listener.close()]);
    },
  };
}

async function checkTables(db: Database): Promise<StoreCheck> {
  const tables = { schema: schemaName, tables: ['runs'], written: ['runs'] };
  const asked = Date.now();
  const [row] = await db.rowsOnce<TablesRow>(checkTablesSql(tables));
  return toStoreCheck(row, { asked, answered: Date.now() });
}

/** Adds the ids that the groups of a query have now. */
async function withCurrentIds(db: Database, query: Query): Promise<Query> {
  return namesFailures(query) ? db.read(followAliases(query)) : query;
}

function createRowReads(read: ReturnType<typeof createStoreSession>['read']): RowReads {
  return {
    run(id, { include = {}, signal }) {
      const reading = () => readRun(postgresTables, id, include);
      return read(signal, db =>
        include.steps || include.messages ? db.readAtOnce(reading()) : db.read(reading()),
      );
    },
    steps: (id, { signal, cursor, limit = stepsPerPage }) =>
      read(signal, db => db.read(readSteps(postgresTables, id, { cursor, limit }))),
    trace: (id, { signal, cursor, limit = spansPerPage }) =>
      read(signal, db => db.read(readTrace(id, { cursor, limit }))),
  };
}

/** `undefined` for a user who may not read these tables. */
async function unlessForbidden<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
}

type Refusal = { readonly type: 'refused'; readonly reason: string };

function isForbidden(error: unknown): error is InspectorError {
  return error instanceof InspectorError && /^(42501|25006)$/.test(postgresErrorCode(error.cause) ?? '');
}
