import { InspectorError, type InspectorErrorKind } from '../model/errors.ts';
import { isRecord } from '../model/is-record.ts';
import { tryParseJson } from '../model/payload/json-text.ts';
import { safeLine } from '../model/text/safe-text.ts';
import type { ProblemName } from '../protocol/problem.ts';

export type RefusedResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Only the beginning: a long one is cut off. */
  readonly body: Buffer;
  readonly location: string;
  readonly token: string | undefined;
  readonly tokenAdvice: string | undefined;
};

export type Refusal = {
  readonly status: number;
  /** Set for a problem of runlens's own API. */
  readonly problem?: ProblemName;
  readonly retryAfterMs?: number;
  readonly detail?: string;
  /** See `problemSchema`. */
  readonly offered?: readonly string[];
};

/** The `cause` of the `InspectorError` for a refused request. */
export class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(`HTTP ${refusal.status}`);
    this.refusal = refusal;
  }
}

/** The refusal behind an error; `undefined` if no server responded. */
export function refusalOf(error: unknown): Refusal | undefined {
  const { cause } = error instanceof InspectorError ? error : {};
  return cause instanceof HttpRefusal ? cause.refusal : undefined;
}

export const maxDetailLength = 300;

/** Sanitizes a server's message, which may repeat the token. */
export function cleanDetail(text: string, token: string | undefined): string {
  const masked = token === undefined ? text : text.replaceAll(token, '•••');
  return safeLine(masked, { maxLength: maxDetailLength }).trim().replace(/\.$/, '');
}

/** What differs between a runlens server and the server of an engine. */
export type ServerKind = {
  /** The header that takes the token as it is; by default it is a bearer token. */
  readonly tokenHeader?: string;
  readonly accept: string;
  readonly transientStatuses: readonly number[];
  readonly toRefusalError: (refused: RefusedResponse) => InspectorError;
  readonly wrongServerHint: string;
};

/** The error for a refusal, with the `message` of its JSON; `hintOf` says what can be done. */
export function describeRefusal(
  { status, body, headers, location, token }: RefusedResponse,
  hintOf: (status: number, detail: string | undefined) => string | undefined,
): InspectorError {
  const detail = messageOf(body, token);
  const hint = hintOf(status, detail);
  const message = `${location} answered ${status}${detail ? `: ${detail}` : ''}`;
  const retryAfterMs = parseRetryAfter(headers['retry-after'], Date.now());
  const cause = new HttpRefusal({ status, detail, retryAfterMs });
  return new InspectorError(kindOf(status), message, { cause, ...(hint && { hint }) });
}

function kindOf(status: number): InspectorErrorKind {
  if (status === 401 || status === 403 || status === 407) return 'auth';
  if (status === 408 || status === 504) return 'timeout';
  return 'unreachable';
}

export function messageOf(body: Buffer, token: string | undefined): string | undefined {
  const value = tryParseJson(body.toString('utf8'));
  return isRecord(value) && typeof value.message === 'string' ? cleanDetail(value.message, token) : undefined;
}

/** The wait in ms of a `Retry-After` header: seconds or a date (RFC 9110, section 10.2.3). */
export function parseRetryAfter(value: string | string[] | undefined, now: number): number | undefined {
  const text = (Array.isArray(value) ? value[0] : value)?.trim();
  if (!text) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
