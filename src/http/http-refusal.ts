import { InspectorError } from '../model/errors.ts';
import { sanitizeLine } from '../model/text/sanitize.ts';
import type { ProblemName } from '../protocol/problem.ts';

/** A response whose status says that the request was not done. */
export type RefusedResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The beginning of the body. */
  readonly body: Buffer;
  readonly location: string;
  readonly token: string | undefined;
  /** What to do where a token is missing. */
  readonly tokenAdvice: string | undefined;
};

type Refusal = {
  readonly status: number;
  /** Which of our problems it is, where it is one. */
  readonly problem?: ProblemName;
  readonly retryAfterMs?: number;
  /** The server's own message, safe to show. */
  readonly detail?: string;
};

/** The cause of the error that is thrown for a refused request. */
export class HttpRefusal extends Error implements Refusal {
  override readonly name = 'HttpRefusal';
  readonly status: number;
  readonly problem?: ProblemName;
  readonly retryAfterMs?: number;
  readonly detail?: string;

  constructor({ status, problem, retryAfterMs, detail }: Refusal) {
    super(`HTTP ${status}`);
    this.status = status;
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
    this.detail = detail;
  }
}

/** The refusal behind an error; `undefined` where no server has answered. */
export function refusalOf(error: unknown): HttpRefusal | undefined {
  return error instanceof InspectorError && error.cause instanceof HttpRefusal ? error.cause : undefined;
}

export const maxDetailLength = 300;

/** A server's message, safe to show: it may repeat the token that it was sent. */
export function cleanDetail(text: string, token: string | undefined): string {
  const masked = token === undefined ? text : text.replaceAll(token, '•••');
  return sanitizeLine(masked, { maxLength: maxDetailLength }).trim().replace(/\.$/, '');
}
