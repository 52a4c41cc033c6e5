import type * as v from 'valibot';
import type { Scope } from '../contract/served-store.ts';
import { explanationAnswerSchema, failureListSchema } from './explanation-schema.ts';
import * as request from './request-schemas.ts';
import * as response from './response-schemas.ts';
import { runSchema, stepPageSchema, tracePageSchema } from './run-schema.ts';

export type Endpoint = {
  readonly method: 'GET' | 'POST';
  /** With parameters in braces, as OpenAPI writes them. */
  readonly path: string;
  readonly name: string;
  readonly summary: string;
  /** What a token must allow; `undefined` where no token is needed. */
  readonly scope?: Scope;
  readonly params?: v.GenericSchema;
  readonly query?: v.GenericSchema;
  readonly body?: v.GenericSchema;
  /** By HTTP status; `stream` is of type `text/event-stream`. */
  readonly answers: Readonly<Record<number, v.GenericSchema | 'stream' | 'document' | 'not-modified'>>;
};

const failureEndpoints = {
  failures: {
    method: 'GET',
    path: '/v1/failures',
    name: 'listFailures',
    summary: 'the failures of runs that match a filter, counted by failure and workflow',
    scope: 'read',
    query: request.failuresQuerySchema,
    answers: { 200: failureListSchema, 304: 'not-modified' },
  },
  explanation: {
    method: 'GET',
    path: '/v1/failures/shared',
    name: 'explainFailures',
    summary:
      'what the failed runs that match a filter have that others do not, and since when they have failed',
    scope: 'read',
    query: request.explanationQuerySchema,
    answers: { 200: explanationAnswerSchema, 304: 'not-modified' },
  },
  failureMarks: {
    method: 'GET',
    path: '/v1/failures/marks',
    name: 'listFailureMarks',
    summary: 'the notes and mutes that people keep of groups of failures',
    scope: 'read',
    answers: { 200: response.markListSchema, 304: 'not-modified' },
  },
  markFailure: {
    method: 'POST',
    path: '/v1/failures/{id}/mark',
    name: 'markFailure',
    summary: 'notes or mutes a group of failures',
    scope: 'cancel',
    params: request.failureIdSchema,
    body: request.markBodySchema,
    answers: { 200: response.markAnswerSchema },
  },
  unmarkFailure: {
    method: 'POST',
    path: '/v1/failures/{id}/unmark',
    name: 'unmarkFailure',
    summary: 'removes the note and the mute of a group of failures',
    scope: 'cancel',
    params: request.failureIdSchema,
    body: request.unmarkBodySchema,
    answers: { 200: response.markAnswerSchema },
  },
} as const satisfies Record<string, Endpoint>;

/** The requests of recorders, each with the key of its writer. */
export const writerEndpoints = {
  ingest: {
    method: 'POST',
    path: '/v1/ingest',
    name: 'ingest',
    summary: 'stores a batch of recorded events, once',
    scope: 'record',
    body: request.ingestBodySchema,
    answers: { 200: response.ingestAnswerSchema },
  },
  writerRequests: {
    method: 'GET',
    path: '/v1/writers/{id}/requests',
    name: 'getWriterRequests',
    summary: 'what a recorder is asked to do: a stream where `Accept` names one, else the runs to cancel',
    scope: 'record',
    params: request.writerIdSchema,
    answers: { 200: response.writerRequestsSchema },
  },
  claimStarts: {
    method: 'POST',
    path: '/v1/writers/{id}/starts',
    name: 'claimStarts',
    summary: 'offers the workflows of a recorder, and claims runs of them that others started',
    scope: 'write',
    params: request.writerIdSchema,
    body: request.claimBodySchema,
    answers: { 200: response.claimAnswerSchema },
  },
  beginStarts: {
    method: 'POST',
    path: '/v1/writers/{id}/begins',
    name: 'beginStarts',
    summary: 'makes several claimed runs the recorder’s running runs at once',
    scope: 'write',
    params: request.writerIdSchema,
    body: request.beginsBodySchema,
    answers: { 200: response.beginsAnswerSchema },
  },
} as const satisfies Record<string, Endpoint>;

/** The whole API, from which the routes, the OpenAPI document and the client are made. */
export const endpoints = {
  server: {
    method: 'GET',
    path: '/v1',
    name: 'getServer',
    summary: 'what the server can do',
    answers: { 200: response.serverSchema },
  },
  listRuns: {
    method: 'GET',
    path: '/v1/runs',
    name: 'listRuns',
    summary: 'runs that match a filter, newest first or as a top list in another order',
    scope: 'read',
    query: request.runsQuerySchema,
    answers: { 200: response.runListSchema, 304: 'not-modified' },
  },
  lateRuns: {
    method: 'GET',
    path: '/v1/late-runs',
    name: 'listLateRuns',
    summary:
      'the ids of runs that came long after they were created, or changed after their end; the first request, without `after`, gives only a position',
    scope: 'read',
    query: request.lateRunsQuerySchema,
    answers: { 200: response.lateRunsSchema, 304: 'not-modified' },
  },
  getRun: {
    method: 'GET',
    path: '/v1/runs/{id}',
    name: 'getRun',
    summary: 'one run; `include` is any of steps,messages,trace',
    scope: 'read',
    params: request.runIdSchema,
    query: request.runQuerySchema,
    answers: { 200: runSchema, 304: 'not-modified' },
  },
  getSteps: {
    method: 'GET',
    path: '/v1/runs/{id}/steps',
    name: 'getSteps',
    summary: 'a page of a run’s steps',
    scope: 'read',
    params: request.runIdSchema,
    query: request.stepsQuerySchema,
    answers: { 200: stepPageSchema, 304: 'not-modified' },
  },
  getTrace: {
    method: 'GET',
    path: '/v1/runs/{id}/trace',
    name: 'getTrace',
    summary: 'a page of a run’s trace',
    scope: 'read',
    params: request.runIdSchema,
    query: request.traceQuerySchema,
    answers: { 200: tracePageSchema, 304: 'not-modified' },
  },
  cancelRun: {
    method: 'POST',
    path: '/v1/runs/{id}/cancel',
    name: 'cancelRun',
    summary: 'requests to cancel a run',
    scope: 'cancel',
    params: request.runIdSchema,
    body: request.cancelBodySchema,
    answers: { 200: response.cancelAnswerSchema, 202: response.cancelAnswerSchema },
  },
  startRun: {
    method: 'POST',
    path: '/v1/runs',
    name: 'startRun',
    summary: 'starts a run in a program that offers the workflow, else by the start hook of the server',
    scope: 'start',
    body: request.startBodySchema,
    answers: { 202: response.startAnswerSchema },
  },
  ...failureEndpoints,
  counts: {
    method: 'GET',
    path: '/v1/counts',
    name: 'getCounts',
    summary: 'the number of runs by status',
    scope: 'read',
    answers: { 200: response.countsSchema, 304: 'not-modified' },
  },
  workflows: {
    method: 'GET',
    path: '/v1/workflows',
    name: 'listWorkflows',
    summary: 'the names of workflows and agents, with the number of runs of each',
    scope: 'read',
    answers: { 200: response.workflowListSchema, 304: 'not-modified' },
  },
  suggest: {
    method: 'GET',
    path: '/v1/suggest',
    name: 'suggest',
    summary: 'values of a field that start with a prefix',
    scope: 'read',
    query: request.suggestQuerySchema,
    answers: { 200: response.suggestionsSchema, 304: 'not-modified' },
  },
  events: {
    method: 'GET',
    path: '/v1/events',
    name: 'getEvents',
    summary: 'a stream of events, one when runs have changed; resumed with `Last-Event-ID`',
    scope: 'read',
    answers: { 200: 'stream' },
  },
  ...writerEndpoints,
  health: {
    method: 'GET',
    path: '/health',
    name: 'getHealth',
    summary: 'whether the server and its store answer',
    answers: { 200: response.healthSchema, 503: response.healthSchema },
  },
  document: {
    method: 'GET',
    path: '/v1/openapi.json',
    name: 'getDocument',
    summary: 'this description',
    answers: { 200: 'document' },
  },
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof endpoints;
