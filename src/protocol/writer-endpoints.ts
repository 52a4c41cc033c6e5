import type { Endpoint } from './endpoint.ts';
import { beginsBodySchema, claimBodySchema, ingestBodySchema, writerIdSchema } from './request-schemas.ts';
import {
  beginsAnswerSchema,
  claimAnswerSchema,
  ingestAnswerSchema,
  writerRequestsSchema,
} from './response-schemas.ts';

/** The requests of recorders, which write the runs of their programs, each with the key of its writer. */
export const writerEndpoints = {
  ingest: {
    method: 'POST',
    path: '/v1/ingest',
    name: 'ingest',
    summary: 'stores a batch of recorded events, once',
    scope: 'record',
    body: ingestBodySchema,
    answers: { 200: ingestAnswerSchema },
  },
  writerRequests: {
    method: 'GET',
    path: '/v1/writers/{id}/requests',
    name: 'getWriterRequests',
    summary: 'what a recorder is asked to do: a stream where `Accept` names one, else the runs to cancel',
    scope: 'record',
    params: writerIdSchema,
    answers: { 200: writerRequestsSchema },
  },
  claimStarts: {
    method: 'POST',
    path: '/v1/writers/{id}/starts',
    name: 'claimStarts',
    summary: 'offers the workflows of a recorder, and claims runs of them that others started',
    scope: 'write',
    params: writerIdSchema,
    body: claimBodySchema,
    answers: { 200: claimAnswerSchema },
  },
  beginStarts: {
    method: 'POST',
    path: '/v1/writers/{id}/begins',
    name: 'beginStarts',
    summary: 'makes several claimed runs the recorder’s running runs at once',
    scope: 'write',
    params: writerIdSchema,
    body: beginsBodySchema,
    answers: { 200: beginsAnswerSchema },
  },
} as const satisfies Record<string, Endpoint>;
