import {
  cleanDetail,
  HttpRefusal,
  type RefusedResponse,
  refusalOf,
  type ServerKind,
} from '../../../http/http-refusal.ts';
import { InspectorError, type InspectorErrorKind } from '../../../model/errors.ts';
import { parseExactJson } from '../../../model/payload/exact-json.ts';

/** The admin API of a Restate server, whose refusals are JSON with a `message`. */
export const restateServer: ServerKind = {
  // Without it the rows come as Arrow.
  accept: 'application/json',
  // A query that a server or proxy gave up on would only cost it as much again.
  transientStatuses: [],
  toRefusalError,
  wrongServerHint: 'is this the admin API of a Restate server?',
};

/** The `message` of a response, sanitized. */
export function messageOf(body: Buffer, token: string | undefined): string | undefined {
  const value = parseExactJson(body.toString('utf8'));
  if (typeof value !== 'object' || value === null || !('message' in value)) return undefined;
  return typeof value.message === 'string' ? cleanDetail(value.message, token) : undefined;
}

function toRefusalError({ status, body, location, token }: RefusedResponse): InspectorError {
  const detail = messageOf(body, token);
  const hint = hintOf(status, token, detail);
  const message = `${location} answered ${status}${detail ? `: ${detail}` : ''}`;
  const cause = new HttpRefusal({ status, detail });
  return new InspectorError(kindOf(status), message, { cause, ...(hint && { hint }) });
}

/** The server cannot parse the id, so no such invocation exists. */
export function isInvalidIdError(error: unknown): boolean {
  return /non valid invocation id/i.test(refusalOf(error)?.detail ?? '');
}

/** The server lacks a column: its version differs from the tested one. */
export function isMissingColumnError(error: unknown): boolean {
  return /schema error/i.test(refusalOf(error)?.detail ?? '');
}

function kindOf(status: number): InspectorErrorKind {
  if (status === 401 || status === 403 || status === 407) return 'auth';
  if (status === 408 || status === 504) return 'timeout';
  return 'unreachable';
}

function hintOf(status: number, token: string | undefined, detail: string | undefined): string | undefined {
  if (status === 401 && token === undefined)
    return 'this server needs a token: set RESTATE_AUTH_TOKEN, and name the address yourself';
  if (status === 401) return 'the token in RESTATE_AUTH_TOKEN is wrong, or was revoked';
  if (status === 403) return 'the token does not allow this';
  if (detail !== undefined && /schema error/i.test(detail))
    return 'this server has other columns than Restate 1.7';
  if (status < 500)
    return 'is this the address of the admin API, by default port 9070, and not of the ingress?';
  return undefined;
}
