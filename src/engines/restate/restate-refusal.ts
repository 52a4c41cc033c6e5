import { InspectorError, type InspectorErrorKind } from '../../model/errors.ts';
import { parseExactJson } from '../../model/payload/exact-json.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import type { Said } from './restate-client.ts';

/** What a Restate server said instead of an answer; the cause of the error that is thrown for it. */
class RestateRefusal extends Error {
  override readonly name = 'RestateRefusal';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const mostUnits = 300;
const mostBytes = 64 * 1_024;

/** The message of an answer, safe to show. */
export function saidBy({ body }: Said, token: string | undefined): string | undefined {
  const value = body.length > mostBytes ? undefined : parseExactJson(body.toString('utf8'));
  if (typeof value !== 'object' || value === null || !('message' in value)) return undefined;
  const { message } = value;
  if (typeof message !== 'string') return undefined;
  const told = token === undefined ? message : message.replaceAll(token, '•••');
  return sanitizeLine(told, { maxLength: mostUnits }).trim().replace(/\.$/, '');
}

export function toRefusal(said: Said, location: string, token: string | undefined): InspectorError {
  const { status } = said;
  const message = saidBy(said, token);
  const hint = hintOf(status, token, message);
  return new InspectorError(
    kindOf(status),
    `${location} answered ${status}${message ? `: ${message}` : ''}`,
    {
      cause: new RestateRefusal(status, message ?? ''),
      ...(hint && { hint }),
    },
  );
}

/** Whether the server took a text for an id that cannot be one: then there is no such invocation. */
export function saysNoId(error: unknown): boolean {
  if (!(error instanceof InspectorError) || !(error.cause instanceof RestateRefusal)) return false;
  return /non valid invocation id/i.test(error.cause.message);
}

/** Whether the server has no such column: then it is of another version than the one that was tried. */
export function saysNoColumn(error: unknown): boolean {
  if (!(error instanceof InspectorError) || !(error.cause instanceof RestateRefusal)) return false;
  return /schema error/i.test(error.cause.message);
}

function kindOf(status: number): InspectorErrorKind {
  if (status === 401 || status === 403 || status === 407) return 'auth';
  if (status === 408 || status === 504) return 'timeout';
  return 'unreachable';
}

function hintOf(status: number, token: string | undefined, message: string | undefined): string | undefined {
  if (status === 401 && token === undefined)
    return 'this server needs a token: set RESTATE_AUTH_TOKEN, and name the address yourself';
  if (status === 401) return 'the token in RESTATE_AUTH_TOKEN is wrong, or was revoked';
  if (status === 403) return 'the token does not allow this';
  if (message !== undefined && /schema error/i.test(message))
    return 'this server keeps other columns than Restate 1.7 does';
  if (status < 500)
    return 'is this the address of the admin API, by default port 9070, and not of the ingress?';
  return undefined;
}
