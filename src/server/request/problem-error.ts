import { InspectorError } from '../../model/errors.ts';
import { QueryError } from '../../model/query/parse/query-error.ts';
import {
  type Problem,
  type ProblemName,
  problemOfKind,
  problems,
  problemType,
} from '../../protocol/problem.ts';

type Details = {
  /** See `problemSchema`. */
  readonly offered?: readonly string[];
  readonly id?: string;
  readonly hint?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: ProblemName;
  readonly hint?: string;
  readonly offered?: readonly string[];
  readonly id?: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(problem: ProblemName, detail: string, { hint, offered, id, headers = {} }: Details = {}) {
    super(detail);
    this.problem = problem;
    this.headers = headers;
    if (hint !== undefined) this.hint = hint;
    if (offered !== undefined) this.offered = offered;
    if (id !== undefined) this.id = id;
  }
}

/** An expected failure as a problem; `undefined` for a bug. */
export function asProblem(error: unknown): ProblemError | undefined {
  if (error instanceof ProblemError) return error;
  if (!(error instanceof InspectorError)) return undefined;
  if (error instanceof QueryError) return new ProblemError('bad-filter', error.message, error);
  if (error.kind === 'usage') return new ProblemError('bad-request', error.message, error);
  // The database rejects this server or is unavailable, which is not the client's fault.
  const isUnavailable = ['auth', 'conflict', 'not-found', 'unreachable'].includes(error.kind);
  const name = isUnavailable ? 'unavailable' : problemOfKind[error.kind];
  const headers: Record<string, string> = isUnavailable ? { 'retry-after': '1' } : {};
  // The store's own message names its host, path or user: see `storeFailure`.
  return new ProblemError(name, problems[name].title, { headers });
}

/** The message of a store's failure: only for the log, because it may name the store's location. */
export function storeFailure(error: unknown): string | undefined {
  const isFromStore = error instanceof InspectorError && error.kind !== 'usage';
  return isFromStore ? error.message : undefined;
}

export function problemBody(thrown: ProblemError, requestId: string): Problem {
  const { problem, message, hint, offered, id } = thrown;
  const { status, title } = problems[problem];
  const problemDetails = { type: problemType(problem), title, status, detail: message, hint, requestId, id };
  return { ...problemDetails, ...(offered && { offered: [...offered] }) };
}
