import { limitConcurrency } from '../../async/limit-concurrency.ts';
import { InspectorError } from '../../model/errors.ts';
import { keepRecent } from '../../model/keep-recent.ts';
import type { Clause, Query, TextField } from '../../model/query/query.ts';
import type { ErrorSummary } from '../../model/run.ts';
import type { EngineRuns, RunSearch } from '../kit/run-search.ts';
import { createStatusTest, type Signal } from '../kit/run-source.ts';
import { apiStatuses, type Execution, toRunStatus } from './execution-row.ts';
import { errorOf } from './execution-work.ts';
import { allLists, type Lister, mostKept, type Names, type Notes, newestPlace } from './list-executions.ts';
import { isForbidden, type ListFilter, type N8nClient } from './n8n-client.ts';

type Executions = ReturnType<typeof createExecutions>;

const mostAtOnce = 6;
export const mostBytes = 16 * 1_024 * 1_024;

type Facts = {
  readonly errorSummary?: ErrorSummary;
  readonly endedAt?: number;
  readonly isWithheld?: boolean;
};

export function createExecutions(client: N8nClient, lister: Lister, names: Names, notes: Notes) {
  const facts = keepRecent<string, Facts>(mostKept);
  const limit = limitConcurrency(mostAtOnce);
  const unread = new Set<string>();

  function keep(id: string, found: Facts): Facts {
    facts.set(id, found);
    unread.delete(id);
    if (unread.size === 0) notes.delete('errors');
    return found;
  }

  function keepFacts({ listed, whole }: NonNullable<Awaited<ReturnType<N8nClient['find']>>>): Facts {
    const errorSummary = errorOf(whole, names.of(listed.workflowId));
    const isWithheld = whole.dataTooLargeToDisplay === true;
    return keep(listed.id, { errorSummary, endedAt: listed.stoppedAt, isWithheld });
  }

  /** A row without its facts is still shown. */
  async function readFacts(id: string, { signal }: Signal): Promise<Facts> {
    try {
      const found = await limit(() => client.find(id, { signal, maxBytes: mostBytes }));
      return found ? keepFacts(found) : keep(id, {});
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof InspectorError)) throw error;
      const why = isForbidden(error) ? 'the key may not read executions (execution:read)' : error.message;
      unread.add(id);
      notes.set('errors', `errors of some runs are not shown: ${why}`);
      // Kept: too large or forbidden data stays so.
      if (error.kind === 'unreadable' || isForbidden(error)) facts.set(id, {});
      return {};
    }
  }

  async function complete(row: Execution, signal: Signal): Promise<Execution> {
    if (toRunStatus(row) !== 'failed') return row;
    const factsOf = async (id: string) => facts.get(id) ?? readFacts(id, signal);
    const { id, retrySuccessId: by } = row;
    const [own, settling] = await Promise.all([factsOf(id), by === undefined ? undefined : factsOf(by)]);
    if (own.isWithheld)
      notes.set(
        'large',
        'n8n keeps back data over its EXECUTIONS_DATA_MAX_DISPLAY_SIZE, and the errors in it',
      );
    return { ...row, errorSummary: own.errorSummary, settledAt: settling?.endedAt };
  }

  return {
    complete,
    async find(id: string, options: Parameters<N8nClient['find']>[1]): Promise<Execution | undefined> {
      const found = /^\d{1,15}$/.test(id) ? await client.find(id, options) : undefined;
      if (!found) return undefined;
      const { listed, whole } = found;
      await names.know([listed], options);
      if (toRunStatus(listed) === 'failed') keepFacts(found);
      const row = { ...listed, name: names.of(listed.workflowId), whole };
      return complete({ ...row, createdAt: lister.createdOf(listed, newestPlace) }, options);
    },
  };
}

const rowsAtOnce = 50;
const ofOneList = ['cursor', 'unfit', 'large', 'unsearched'];

type ReadOptions = Parameters<RunSearch<Execution>['read']>[0];

export function executionRuns(
  lister: Lister,
  names: Names,
  notes: Notes,
  { complete }: Pick<Executions, 'complete'>,
): EngineRuns<Execution> {
  async function* read(query: Query, { after, wanted, withoutErrors, signal }: ReadOptions) {
    const isList = after === undefined && wanted !== undefined && !withoutErrors;
    if (isList) for (const about of ofOneList) notes.delete(about);
    const lists = await listsFor(query, names, { signal });
    const isTime = after?.id === '';
    const ids = numbersOf(query, 'id');
    const last = ids && { id: String(Math.max(...ids) + 1) };
    const from = isTime ? await lister.before(after.createdAt, { signal }) : { ...(after ?? last), signal };
    const size = query.clauses.every(({ type }) => type === 'status') ? wanted : undefined;
    const first = Math.min(...(ids ?? numbersOf(query, 'retryOf') ?? [0]));
    for await (const rows of lister.read(lists, { ...from, size })) {
      const fitting = isTime ? rows.filter(row => row.createdAt < after.createdAt) : rows;
      for (let at = 0; at < fitting.length; at += rowsAtOnce) {
        const part = fitting.slice(at, at + rowsAtOnce);
        yield withoutErrors ? part : await Promise.all(part.map(row => complete(row, { signal })));
      }
      // A retry has a higher id than its origin.
      if (Number(rows.at(-1)?.id) <= first) return;
    }
  }

  return {
    search: query => ({
      rest: query,
      read: options => read(query, options),
      total: signal => lister.count(statusLists(query), signal),
    }),
  };
}

const mostLists = 6;

async function listsFor(query: Query, names: Names, signal: Signal): Promise<readonly ListFilter[]> {
  const lists = statusLists(query);
  const wanted = valuesOf(query, 'workflow');
  const ids = wanted ? await names.idsOf(wanted, signal) : [];
  if (ids.length === 0 || ids.length * lists.length > mostLists) return lists;
  return lists.flatMap(list => ids.map(workflowId => ({ ...list, workflowId })));
}

/** Every version of n8n lists by these statuses; it ignores or refuses some others. */
const listedWords: readonly string[] = ['running', 'waiting', 'success', 'error', 'crashed', 'canceled'];

/** A query about failures means failed executions. */
function statusLists(query: Query): readonly ListFilter[] {
  const isWanted = createStatusTest(query);
  const isAboutFailures = query.clauses.some(asksForFailure);
  const words = Object.entries(apiStatuses).flatMap(([word, status]) => {
    const statuses = word === 'waiting' ? ([status, 'sleeping'] as const) : [status];
    const isMeant = statuses.some(one => isWanted({ status: one, statusRaw: word }));
    return isMeant && (!isAboutFailures || status === 'failed') ? word : [];
  });
  // Some versions list crashed executions as `error`.
  if (words.includes('crashed') && !words.includes('error')) words.push('error');
  const isMost =
    words.length > mostLists / 2 ||
    words.some(word => !listedWords.includes(word)) ||
    query.clauses.some(asksForNewWord);
  return isMost ? allLists : words.map(status => ({ status }));
}

/** A status of a newer n8n, which only the plain list has. */
function asksForNewWord(clause: Clause): boolean {
  if (clause.type !== 'status' || clause.negated) return false;
  return clause.values.some(({ raw }) => raw !== undefined && !Object.hasOwn(apiStatuses, raw));
}

function asksForFailure(clause: Clause): boolean {
  return clause.type === 'text' && !clause.negated && ['error', 'step', 'failure'].includes(clause.field);
}

function numbersOf(query: Query, field: TextField): readonly number[] | undefined {
  return valuesOf(query, field)?.map(id => Number(id) || 0);
}

/** The texts one of which the field must be, if the query gives them in full. */
function valuesOf({ clauses }: Query, field: TextField): readonly string[] | undefined {
  const clause = clauses.find(one => one.type === 'text' && one.field === field && !one.negated);
  if (clause?.type !== 'text' || clause.values.some(({ isGlob }) => isGlob)) return undefined;
  return clause.values.map(({ text }) => text);
}
