import * as v from 'valibot';
import type { InspectorErrorKind } from '../model/errors.ts';

/** The kinds of problems, by the last part of their `type` (RFC 9457), which never changes. */
export const problems = {
  'bad-request': { status: 400, title: 'the request is invalid' },
  'bad-filter': { status: 400, title: 'the filter is invalid' },
  unauthorized: { status: 401, title: 'a token is needed' },
  forbidden: { status: 403, title: 'the token does not allow this' },
  'wrong-writer-key': { status: 403, title: 'the writer is another recorder' },
  'not-found': { status: 404, title: 'there is no such run' },
  'no-such-path': { status: 404, title: 'this API has no such path' },
  'wrong-method': { status: 405, title: 'this path does not support the method' },
  'too-slow': { status: 408, title: 'the request did not arrive in time' },
  conflict: { status: 409, title: 'the request conflicts with what is stored' },
  'too-large': { status: 413, title: 'the request exceeds the limit' },
  'wrong-media-type': { status: 415, title: 'the media type of the body is not supported' },
  'too-many-requests': { status: 429, title: 'the client sends too many requests at once' },
  'header-too-large': { status: 431, title: 'the head of the request exceeds the limit' },
  'not-readable': { status: 500, title: 'the store cannot be read' },
  internal: { status: 500, title: 'the server failed' },
  unsupported: { status: 501, title: 'this store cannot do that' },
  'start-failed': { status: 502, title: 'the run was not started' },
  unavailable: { status: 503, title: 'the store cannot be reached' },
  'start-unknown': { status: 504, title: 'it is not known whether the run has started' },
  timeout: { status: 504, title: 'the store did not answer in time' },
} as const;

export type ProblemName = keyof typeof problems;

const typePrefix = 'urn:runlens:problem:';

export function problemType(name: ProblemName): string {
  return `${typePrefix}${name}`;
}

/** RFC 9457, with a hint of what to do and the id of the request in the server's log. */
export const problemSchema = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  detail: v.optional(v.string()),
  hint: v.optional(v.string()),
  requestId: v.optional(v.string()),
  /** Some offered workflows, after a start of one that no running program offers. */
  offered: v.optional(v.array(v.string())),
  /** After a start: the id that may have started, or that another run has. */
  id: v.optional(v.string()),
});

export type Problem = v.InferOutput<typeof problemSchema>;

export const problemOfKind: Readonly<Record<InspectorErrorKind, ProblemName>> = {
  usage: 'bad-request',
  'not-found': 'not-found',
  auth: 'forbidden',
  unreachable: 'unavailable',
  timeout: 'timeout',
  unreadable: 'not-readable',
  unsupported: 'unsupported',
  conflict: 'conflict',
};
