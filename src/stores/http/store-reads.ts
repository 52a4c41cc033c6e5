import type * as v from 'valibot';
import type { RunInclude, RunStore, SuggestField } from '../../contract/run-store.ts';
import type { HttpClient } from '../../http/http-client.ts';
import { refusalOf } from '../../http/http-refusal.ts';
import { readJsonResponse } from '../../http/read-json-response.ts';
import { InspectorError } from '../../model/errors.ts';
import { bucketLengths } from '../../model/failure/failure-tally.ts';
import { isPathName } from '../../model/query/query.ts';
import { apiLimits } from '../../protocol/api-limits.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import {
  explanationAnswerSchema,
  failureListSchema,
  fromWireTally,
} from '../../protocol/explanation-schema.ts';
import type { ProblemName } from '../../protocol/problem.ts';
import {
  countsSchema,
  lateRunsSchema,
  runListSchema,
  suggestionsSchema,
  workflowListSchema,
} from '../../protocol/response-schemas.ts';
import { runSchema, stepPageSchema, tracePageSchema } from '../../protocol/run-schema.ts';
import { fromWireExplanation } from '../../protocol/to-wire-explanation.ts';
import { createConditionalRequest } from './conditional-request.ts';
import { apiPath, bucketOf, explanationRequest, failuresRequest, listRequest } from './list-requests.ts';
import { type BodyScanner, type LazyAnswer, readLazily, runShape, stepPageShape } from './read-lazily.ts';

type StoreReads = Pick<RunStore, 'listRuns' | 'counts' | 'workflows' | 'suggest' | 'getRun' | 'getTrace'> &
  Required<Pick<RunStore, 'failures' | 'explainFailures' | 'lateRuns' | 'getSteps'>>;

const megabyte = 1_024 * 1_024;
export const mostListBytes = 64 * megabyte;
export const mostRunBytes = 256 * megabyte;

type RunRead = 'getRun' | 'getSteps' | 'getTrace';

export function createStoreReads(client: HttpClient, scanner: BodyScanner): StoreReads {
  return { ...createListReads(client), ...createRunReads(client, scanner) };
}

function createRequests(client: HttpClient) {
  return <S extends v.GenericSchema>(schema: S, maxBytes: number) =>
    createConditionalRequest(
      client,
      response => readJsonResponse(schema, response, client.location),
      maxBytes,
    );
}

function createListReads(client: HttpClient): Omit<StoreReads, RunRead> {
  const conditional = createRequests(client);
  const requestList = conditional(runListSchema, mostListBytes);
  const requestFailures = conditional(failureListSchema, mostListBytes);
  const requestExplanation = conditional(explanationAnswerSchema, 16 * megabyte);
  const requestLateRuns = conditional(lateRunsSchema, 4 * megabyte);
  const requestCounts = conditional(countsSchema, megabyte);
  const requestWorkflows = conditional(workflowListSchema, mostListBytes);
  const requestSuggestions = conditional(suggestionsSchema, 4 * megabyte);
  return {
    listRuns: async (query, options) => {
      const { data, nextCursor, scanned } = await requestList(listRequest(query, options));
      requireOtherPage(client.location, options.cursor, nextCursor);
      return { runs: data, nextCursor: nextCursor ?? undefined, scanned };
    },
    failures: async (query, options) => {
      const bucket = bucketOf(options);
      const { data, nextCursor, scanned } = await requestFailures(failuresRequest(query, options, bucket));
      requireOtherPage(client.location, options.cursor, nextCursor);
      const tallies = data.map(tally => fromWireTally(tally, bucketLengths[bucket]));
      return { tallies, searched: scanned, nextCursor: nextCursor ?? undefined };
    },
    explainFailures: (query, options) =>
      undefinedOn('unsupported', async () => {
        const { data } = await requestExplanation(explanationRequest(query, options));
        return { explanation: data ? fromWireExplanation(data) : undefined };
      }),
    lateRuns: ({ after, limit, signal }) =>
      undefinedOn('unsupported', async () => {
        const most = String(Math.min(limit, apiLimits.pageRuns));
        const path = apiPath(endpoints.lateRuns.path, {}, { after, limit: most });
        const { data, position } = await requestLateRuns({ path, signal });
        return { addresses: data, position };
      }),
    counts: ({ signal } = {}) =>
      undefinedOn('unsupported', async () => {
        const { total, counts } = await requestCounts({ path: endpoints.counts.path, signal });
        return { ...counts, total };
      }),
    workflows: async ({ signal } = {}) =>
      (await requestWorkflows({ path: endpoints.workflows.path, signal })).data,
    suggest: async (field, prefix, { signal } = {}) => {
      const path = apiPath(endpoints.suggest.path, {}, { ...suggestedField(field), prefix });
      return (await requestSuggestions({ path, signal })).data;
    },
  };
}

function createRunReads(client: HttpClient, scanner: BodyScanner): Pick<StoreReads, RunRead> {
  const conditional = createRequests(client);
  const lazily = <S extends v.GenericSchema>(answer: LazyAnswer<S>) =>
    createConditionalRequest(
      client,
      response => readLazily(answer, response, scanner, client.location),
      mostRunBytes,
    );
  const requestRun = conditional(runSchema, mostRunBytes);
  const requestLazyRun = lazily({ schema: runSchema, shape: runShape });
  const requestSteps = lazily({ schema: stepPageSchema, shape: stepPageShape });
  const requestTrace = conditional(tracePageSchema, mostRunBytes);
  return {
    getRun: (id, { include, signal } = {}) =>
      undefinedOn('not-found', () => {
        const path = apiPath(endpoints.getRun.path, { id }, { include: includeText(include) });
        return include?.lazyPayloads ? requestLazyRun({ path, signal }) : requestRun({ path, signal });
      }),
    getSteps: (id, { limit, cursor, signal } = {}) =>
      undefinedOn('not-found', async () => {
        const most = limit === undefined ? undefined : String(Math.min(limit, apiLimits.pageSteps));
        const path = apiPath(endpoints.getSteps.path, { id }, { limit: most, cursor });
        const { data, nextCursor } = await requestSteps({ path, signal });
        requireOtherPage(client.location, cursor, nextCursor);
        return { steps: data, nextCursor };
      }),
    getTrace: (id, { limit, cursor, signal } = {}) =>
      undefinedOn('not-found', async () => {
        const most = limit === undefined ? undefined : String(Math.min(limit, apiLimits.pageSpans));
        const path = apiPath(endpoints.getTrace.path, { id }, { limit: most, cursor });
        const page = await requestTrace({ path, signal });
        requireOtherPage(client.location, cursor, page.nextCursor);
        return page;
      }),
  };
}

/** Resolves to `undefined` where the server refuses the request with this problem. */
async function undefinedOn<T>(problem: ProblemName, request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request();
  } catch (error) {
    if (refusalOf(error)?.problem === problem) return undefined;
    throw error;
  }
}

function requireOtherPage(location: string, cursor: string | undefined, next: string | null | undefined) {
  if (next === null || next === undefined || next !== cursor) return;
  throw new InspectorError('unreadable', `${location} names a page as the one after itself`, {
    hint: 'the list has no end there: is the server healthy?',
  });
}

function includeText(include: RunInclude = {}): string | undefined {
  const parts = [include.steps && 'steps', include.messages && 'messages'].filter(part => part);
  return parts.length === 0 ? undefined : parts.join();
}

/** A path into a payload is a parameter of its own. */
function suggestedField(field: SuggestField): { readonly field: string; readonly path?: string } {
  if (!isPathName(field)) return { field };
  const dot = field.indexOf('.');
  return { field: field.slice(0, dot), path: field.slice(dot + 1) };
}
