import * as v from 'valibot';
import { sortFields } from '../contract/run-store.ts';
import { type Scope, scopes } from '../contract/served-store.ts';
import { factSchema } from './fact-schema.ts';
import { limits } from './limits.ts';
import { kindSchema, runSchema, runSummarySchema, statusSchema, tracePageSchema } from './run-schema.ts';
import { wireTime } from './time.ts';

const text = v.string();
const optionalText = v.optional(text);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A whole number in a query, where everything is text. */
function limitOf(most: number) {
  return v.optional(
    v.pipe(
      v.string(),
      v.metadata({ type: 'integer', minimum: 1, maximum: most }),
      v.rawTransform(({ dataset, addIssue, NEVER }) => {
        const limit = Number(dataset.value);
        if (/^\d+$/.test(dataset.value) && limit >= 1 && limit <= most) return limit;
        addIssue({ message: `must be a whole number from 1 to ${most}` });
        return NEVER;
      }),
    ),
  );
}

function textUpTo(most: number) {
  return v.pipe(v.string(), v.maxLength(most, `must be ${most} characters at most`));
}

export const runListSchema = v.object({
  data: v.array(runSummarySchema),
  /** Null at the end of the list. */
  nextCursor: v.nullable(text),
  scanned: v.optional(v.object({ read: count, total: count })),
});

export const countsSchema = v.object({
  total: count,
  counts: v.object(v.entriesFromList(statusSchema.options, v.optional(count))),
});

export const workflowListSchema = v.object({
  data: v.array(
    v.object({
      name: text,
      kind: kindSchema,
      total: count,
      failed: count,
      active: count,
      lastCreatedAt: v.optional(wireTime),
    }),
  ),
});

export const suggestionsSchema = v.object({ data: v.array(text) });

export const cancelAnswerSchema = v.object({
  result: v.picklist(['requested', 'canceled', 'already-finished', 'refused', 'unsupported']),
  status: v.optional(statusSchema),
  reason: optionalText,
});

export const startAnswerSchema = v.object({ id: text });

const writer = v.pipe(text, v.regex(/^[\w-]{1,100}$/, 'must be 1 to 100 letters, digits, "_" or "-"'));

export const ingestBodySchema = v.object({
  writer,
  /**
   * From 1 on; batches of a number that was taken before are not taken again. 0 with no facts is a sign of
   * life.
   */
  sequence: v.pipe(v.number(), v.safeInteger('must be a whole number'), v.minValue(0, 'must be 0 or more')),
  owner: v.optional(v.boolean(), true),
  facts: v.pipe(
    v.array(factSchema),
    v.maxLength(limits.batchFacts, `must hold ${limits.batchFacts} facts at most`),
  ),
});

export const ingestAnswerSchema = v.object({
  isNew: v.boolean(),
  refused: v.array(v.object({ id: text, reason: text })),
  /** The writer's active runs that somebody asked to cancel. */
  cancelRequested: v.array(text),
});

export const writerRequestsSchema = v.object({ cancelRequested: v.array(text) });

export const healthSchema = v.object({
  status: v.picklist(['ok', 'failing']),
  version: text,
  store: v.object({ kind: text, ok: v.boolean(), ms: v.number(), problem: optionalText }),
});

export const serverSchema = v.object({
  name: v.literal('runlens'),
  version: text,
  /** What the token that asked allows. */
  scopes: v.array(v.picklist(scopes)),
  can: v.object({
    cancel: v.boolean(),
    kill: v.boolean(),
    start: v.boolean(),
    live: v.boolean(),
    sorts: v.array(v.picklist(sortFields)),
  }),
});

const runId = v.object({ id: text });

export type Endpoint = {
  readonly method: 'GET' | 'POST';
  /** With parameters in braces, as OpenAPI writes them. */
  readonly path: string;
  readonly name: string;
  readonly summary: string;
  /** What a token must allow; `undefined` for what anybody may ask. */
  readonly scope?: Scope;
  readonly params?: v.GenericSchema;
  readonly query?: v.GenericSchema;
  readonly body?: v.GenericSchema;
  /** By HTTP status; `stream` is of type `text/event-stream`. */
  readonly answers: Readonly<Record<number, v.GenericSchema | 'stream' | 'document' | 'not-modified'>>;
};

const runsQuerySchema = v.strictObject({
  filter: v.optional(textUpTo(limits.filterChars)),
  sort: optionalText,
  limit: limitOf(limits.topRuns),
  cursor: optionalText,
  now: v.optional(wireTime),
});

const runQuerySchema = v.strictObject({ include: optionalText });
const traceQuerySchema = v.strictObject({ limit: limitOf(limits.pageSpans), cursor: optionalText });
const suggestQuerySchema = v.strictObject({
  field: v.picklist(['workflow', 'project', 'trigger', 'actor', 'model', 'service', 'step', 'error', 'id']),
  prefix: optionalText,
});
export const cancelBodySchema = v.strictObject({ by: v.optional(textUpTo(500)) });
export const startBodySchema = v.strictObject({
  workflow: v.pipe(text, v.minLength(1, 'must not be empty')),
  input: v.optional(v.unknown()),
});

/** The whole API: routes, document, client and the table of who may ask what are made of this. */
export const endpoints = {
  server: {
    method: 'GET',
    path: '/v1',
    name: 'getServer',
    summary: 'what this server can do',
    scope: undefined,
    answers: { 200: serverSchema },
  },
  listRuns: {
    method: 'GET',
    path: '/v1/runs',
    name: 'listRuns',
    summary: 'runs that a filter means, newest first or as a top list of another order',
    scope: 'read',
    query: runsQuerySchema,
    answers: { 200: runListSchema, 304: 'not-modified' },
  },
  getRun: {
    method: 'GET',
    path: '/v1/runs/{id}',
    name: 'getRun',
    summary: 'one run, whole; `include` is any of steps,messages,trace',
    scope: 'read',
    params: runId,
    query: runQuerySchema,
    answers: { 200: runSchema, 304: 'not-modified' },
  },
  getTrace: {
    method: 'GET',
    path: '/v1/runs/{id}/trace',
    name: 'getTrace',
    summary: 'a page of a run’s trace',
    scope: 'read',
    params: runId,
    query: traceQuerySchema,
    answers: { 200: tracePageSchema, 304: 'not-modified' },
  },
  cancelRun: {
    method: 'POST',
    path: '/v1/runs/{id}/cancel',
    name: 'cancelRun',
    summary: 'asks to end a run',
    scope: 'cancel',
    params: runId,
    body: cancelBodySchema,
    answers: { 200: cancelAnswerSchema, 202: cancelAnswerSchema },
  },
  startRun: {
    method: 'POST',
    path: '/v1/runs',
    name: 'startRun',
    summary: 'starts a run, where the server was told how',
    scope: 'write',
    body: startBodySchema,
    answers: { 202: startAnswerSchema },
  },
  counts: {
    method: 'GET',
    path: '/v1/counts',
    name: 'getCounts',
    summary: 'how many runs there are, by status',
    scope: 'read',
    answers: { 200: countsSchema, 304: 'not-modified' },
  },
  workflows: {
    method: 'GET',
    path: '/v1/workflows',
    name: 'listWorkflows',
    summary: 'names of workflows and agents, with how many runs each has',
    scope: 'read',
    answers: { 200: workflowListSchema, 304: 'not-modified' },
  },
  suggest: {
    method: 'GET',
    path: '/v1/suggest',
    name: 'suggest',
    summary: 'values of a field that begin with a prefix',
    scope: 'read',
    query: suggestQuerySchema,
    answers: { 200: suggestionsSchema, 304: 'not-modified' },
  },
  events: {
    method: 'GET',
    path: '/v1/events',
    name: 'getEvents',
    summary: 'tells as it happens that something changed; resumed with `Last-Event-ID`',
    scope: 'read',
    answers: { 200: 'stream' },
  },
  ingest: {
    method: 'POST',
    path: '/v1/ingest',
    name: 'ingest',
    summary: 'takes a batch of what a recorder recorded, once',
    scope: 'write',
    body: ingestBodySchema,
    answers: { 200: ingestAnswerSchema },
  },
  writerRequests: {
    method: 'GET',
    path: '/v1/writers/{id}/requests',
    name: 'getWriterRequests',
    summary: 'which of a recorder’s runs are to end: a stream where `Accept` names one, else as of now',
    scope: 'write',
    params: v.object({ id: writer }),
    answers: { 200: writerRequestsSchema },
  },
  health: {
    method: 'GET',
    path: '/health',
    name: 'getHealth',
    summary: 'whether the server and its database answer',
    scope: undefined,
    answers: { 200: healthSchema, 503: healthSchema },
  },
  document: {
    method: 'GET',
    path: '/v1/openapi.json',
    name: 'getDocument',
    summary: 'this description',
    scope: undefined,
    answers: { 200: 'document' },
  },
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof endpoints;
