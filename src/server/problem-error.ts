import { InspectorError } from '../model/errors.ts';
import { QueryError } from '../model/query/query-error.ts';
import {
  type Problem,
  type ProblemName,
  problemOfKind,
  problems,
  problemType,
} from '../stores/http/wire/problem.ts';

type Details = {
  readonly hint?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** What is wrong with a request, or with answering it, as the client hears it. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: ProblemName;
  readonly hint?: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(problem: ProblemName, detail: string, { hint, headers = {} }: Details = {}) {
    super(detail);
    this.problem = problem;
    this.headers = headers;
    if (hint !== undefined) this.hint = hint;
  }
}

/** The problem that an expected failure is, or `undefined` for a bug. */
export function asProblem(error: unknown): ProblemError | undefined {
  if (error instanceof ProblemError) return error;
  if (!(error instanceof InspectorError)) return undefined;
  if (error instanceof QueryError) return new ProblemError('bad-filter', error.message, error);
  const headers: Record<string, string> = error.kind === 'unreachable' ? { 'retry-after': '1' } : {};
  // It is the server that was refused by its database, not the client by the server.
  const name = error.kind === 'auth' ? 'unavailable' : problemOfKind[error.kind];
  return new ProblemError(name, error.message, { hint: error.hint, headers });
}

export function problemBody({ problem, message, hint }: ProblemError, requestId: string): Problem {
  const { status, title } = problems[problem];
  return { type: problemType(problem), title, status, detail: message, hint, requestId };
}
