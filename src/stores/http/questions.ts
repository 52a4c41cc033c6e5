import type { ListOptions, RunInclude, RunStore } from '../../contract/run-store.ts';
import type { HttpClient } from '../../http/http-client.ts';
import { formatQuery } from '../../model/query/format.ts';
import { pinTimes } from '../../model/query/pin-times.ts';
import type { Query } from '../../model/query/query.ts';
import {
  countsSchema,
  endpoints,
  runListSchema,
  suggestionsSchema,
  workflowListSchema,
} from '../../protocol/api.ts';
import { limits } from '../../protocol/limits.ts';
import { runSchema, tracePageSchema } from '../../protocol/run-schema.ts';
import { toWireTime } from '../../protocol/time-text.ts';
import { absentWhere } from './absent-where.ts';
import { apiPath } from './api-path.ts';
import { createAskAgain } from './ask-again.ts';

/** What a store is asked, apart from what changes it. */
export type Questions = Pick<
  RunStore,
  'listRuns' | 'counts' | 'workflows' | 'suggest' | 'getRun' | 'getTrace'
>;

const megabyte = 1_024 * 1_024;

export function createQuestions(client: HttpClient): Questions {
  const askList = createAskAgain(client, runListSchema, 64 * megabyte);
  const askCounts = createAskAgain(client, countsSchema, megabyte);
  const askWorkflows = createAskAgain(client, workflowListSchema, 64 * megabyte);
  const askSuggestions = createAskAgain(client, suggestionsSchema, 4 * megabyte);
  const askRun = createAskAgain(client, runSchema, 256 * megabyte);
  const askTrace = createAskAgain(client, tracePageSchema, 256 * megabyte);
  return {
    listRuns: async (query, options) => {
      const { data, nextCursor, scanned } = await askList({ ...listQuestion(query, options) });
      return { runs: data, nextCursor: nextCursor ?? undefined, scanned };
    },
    counts: ({ signal } = {}) =>
      absentWhere('unsupported', async () => {
        const { total, counts } = await askCounts({ path: endpoints.counts.path, signal });
        return { ...counts, total };
      }),
    workflows: async ({ signal } = {}) =>
      (await askWorkflows({ path: endpoints.workflows.path, signal })).data,
    suggest: async (field, prefix, { signal } = {}) => {
      const path = apiPath(endpoints.suggest.path, {}, { field, prefix });
      return (await askSuggestions({ path, signal })).data;
    },
    getRun: (id, { include, signal } = {}) =>
      absentWhere('not-found', () => {
        const path = apiPath(endpoints.getRun.path, { id }, { include: includeText(include) });
        return askRun({ path, signal });
      }),
    getTrace: (id, { limit, cursor, signal } = {}) =>
      absentWhere('not-found', () => {
        const most = limit === undefined ? undefined : String(Math.min(limit, limits.pageSpans));
        return askTrace({ path: apiPath(endpoints.getTrace.path, { id }, { limit: most, cursor }), signal });
      }),
  };
}

/** Asked by the user's clock and zone; the same question again is known by how the filter was written. */
function listQuestion(query: Query, { sort, limit, cursor, now, signal }: ListOptions) {
  const isNewestFirst = sort.field === 'created' && sort.descending;
  const most = Math.min(limit, isNewestFirst ? limits.pageRuns : limits.topRuns);
  const asked = {
    sort: isNewestFirst ? undefined : `${sort.descending ? '-' : ''}${sort.field}`,
    limit: String(most),
    cursor,
  };
  const pinned = { filter: filterText(pinTimes(query, now)), ...asked, now: toWireTime(now) };
  const written = { filter: filterText(query), ...asked };
  return {
    path: apiPath(endpoints.listRuns.path, {}, pinned),
    key: apiPath(endpoints.listRuns.path, {}, written),
    signal,
  };
}

function filterText(query: Query): string | undefined {
  return query.clauses.length === 0 ? undefined : formatQuery(query);
}

function includeText(include: RunInclude = {}): string | undefined {
  const parts = [include.steps && 'steps', include.messages && 'messages'].filter(part => part);
  return parts.length === 0 ? undefined : parts.join();
}
