import type { Endpoint } from './endpoint.ts';
import { explanationAnswerSchema } from './explanation-schema.ts';
import { failureListSchema } from './failure-schema.ts';
import {
  explanationQuerySchema,
  failureIdSchema,
  failuresQuerySchema,
  markBodySchema,
  unmarkBodySchema,
} from './request-schemas.ts';
import { markAnswerSchema, markListSchema } from './response-schemas.ts';

/** What is asked about failures, and what people keep of their groups. */
export const failureEndpoints = {
  failures: {
    method: 'GET',
    path: '/v1/failures',
    name: 'listFailures',
    summary: 'the failures of runs that match a filter, counted by failure and workflow',
    scope: 'read',
    query: failuresQuerySchema,
    answers: { 200: failureListSchema, 304: 'not-modified' },
  },
  explanation: {
    method: 'GET',
    path: '/v1/failures/shared',
    name: 'explainFailures',
    summary:
      'what the failed runs that match a filter have that others do not, and since when they have failed',
    scope: 'read',
    query: explanationQuerySchema,
    answers: { 200: explanationAnswerSchema, 304: 'not-modified' },
  },
  failureMarks: {
    method: 'GET',
    path: '/v1/failures/marks',
    name: 'listFailureMarks',
    summary: 'the notes and mutes that people keep of groups of failures',
    scope: 'read',
    answers: { 200: markListSchema, 304: 'not-modified' },
  },
  markFailure: {
    method: 'POST',
    path: '/v1/failures/{id}/mark',
    name: 'markFailure',
    summary: 'notes or mutes a group of failures',
    scope: 'cancel',
    params: failureIdSchema,
    body: markBodySchema,
    answers: { 200: markAnswerSchema },
  },
  unmarkFailure: {
    method: 'POST',
    path: '/v1/failures/{id}/unmark',
    name: 'unmarkFailure',
    summary: 'removes the note and the mute of a group of failures',
    scope: 'cancel',
    params: failureIdSchema,
    body: unmarkBodySchema,
    answers: { 200: markAnswerSchema },
  },
} as const satisfies Record<string, Endpoint>;
