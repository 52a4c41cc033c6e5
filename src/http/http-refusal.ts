import { InspectorError } from '../model/errors.ts';
import { safeLine } from '../model/text/safe-text.ts';
import type { ProblemName } from '../protocol/problem.ts';

/** A response whose status means that the server did not do the request. */
export type RefusedResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The beginning of the body. */
  readonly body: Buffer;
  readonly location: string;
  readonly token: string | undefined;
  /** The hint when a token is missing. */
  readonly tokenAdvice: string | undefined;
};

type Refusal = {
  readonly status: number;
  /** Set for a problem of runlens's own API. */
  readonly problem?: ProblemName;
  readonly retryAfterMs?: number;
  /** The server's message, sanitized. */
  readonly detail?: string;
  /** See `problemSchema`. */
  readonly offered?: readonly string[];
};

/** The `cause` of the `InspectorError` for a refused request. */
export class HttpRefusal extends Error implements Refusal {
  override readonly name = 'HttpRefusal';
  readonly status: number;
  readonly problem?: ProblemName;
  readonly retryAfterMs?: number;
  readonly detail?: string;
  readonly offered?: readonly string[];

  constructor({ status, problem, retryAfterMs, detail, offered }: Refusal) {
    super(`HTTP ${status}`);
    this.status = status;
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
    this.detail = detail;
    this.offered = offered;
  }
}

/** The refusal behind an error; `undefined` if no server responded. */
export function refusalOf(error: unknown): HttpRefusal | undefined {
  return error instanceof InspectorError && error.cause instanceof HttpRefusal ? error.cause : undefined;
}

export const maxDetailLength = 300;

/** Sanitizes a server's message, which may repeat the token. */
export function cleanDetail(text: string, token: string | undefined): string {
  const masked = token === undefined ? text : text.replaceAll(token, '•••');
  return safeLine(masked, { maxLength: maxDetailLength }).trim().replace(/\.$/, '');
}

/** What differs between a runlens server and the server of an engine. */
export type ServerKind = {
  /** The media types to request. */
  readonly accept: string;
  /** HTTP statuses that a retry may cure. */
  readonly transientStatuses: readonly number[];
  readonly toRefusalError: (refused: RefusedResponse) => InspectorError;
  /** The hint for a response that cannot come from this kind of server. */
  readonly wrongServerHint: string;
};
