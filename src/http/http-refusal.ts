import * as v from 'valibot';
import { InspectorError, type InspectorErrorKind } from '../model/errors.ts';
import { sanitizeLine } from '../model/text/sanitize.ts';
import { type Problem, type ProblemName, problemSchema, problems, problemType } from '../protocol/problem.ts';
import { parseJson } from './parse-json.ts';
import { parseRetryAfter } from './retry-after.ts';

export type Refused = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body's beginning. */
  readonly body: Buffer;
  readonly location: string;
  readonly token: string | undefined;
  /** What to do where a token is missing. */
  readonly tokenAdvice: string | undefined;
};

/** What an HTTP server said instead of an answer; the cause of the error that is thrown for it. */
class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal';
  readonly status: number;
  /** Which of our problems it is, where it is one. */
  readonly problem: ProblemName | undefined;
  readonly retryAfterMs: number | undefined;
  /** What the server says of it, safe to show. */
  readonly detail: string | undefined;

  constructor(said: Pick<HttpRefusal, 'status' | 'problem' | 'retryAfterMs' | 'detail'>) {
    super(`HTTP ${said.status}`);
    this.status = said.status;
    this.problem = said.problem;
    this.retryAfterMs = said.retryAfterMs;
    this.detail = said.detail;
  }
}

/** The refusal behind an error; `undefined` when no server said anything. */
export function refusalOf(error: unknown): HttpRefusal | undefined {
  return error instanceof InspectorError && error.cause instanceof HttpRefusal ? error.cause : undefined;
}

const maxDetail = 300;

export function toRefusalError(refused: Refused): InspectorError {
  const { status, headers, location } = refused;
  const problem = readProblem(refused);
  const name = problem && nameOf(problem);
  const detail = redirectOf(refused) ?? (problem && clean(problem.detail ?? problem.title, refused));
  const retryAfterMs = parseRetryAfter(headers['retry-after'], Date.now());
  const cause = new HttpRefusal({ status, problem: name, retryAfterMs, detail });
  const message = `${location} answered ${status}${detail ? `: ${detail}` : ''}`;
  const hint = hintOf(refused, problem, cause);
  return new InspectorError(kindOf(status, name), message, { cause, ...(hint && { hint }) });
}

const kinds: Readonly<Record<number, InspectorErrorKind>> = {
  401: 'auth',
  403: 'auth',
  404: 'unreachable',
  405: 'unsupported',
  406: 'unsupported',
  407: 'auth',
  408: 'timeout',
  409: 'conflict',
  410: 'unreachable',
  415: 'unsupported',
  429: 'unreachable',
  500: 'unreachable',
  501: 'unsupported',
  504: 'timeout',
};

/** A 404 that is not one of our problems comes from somewhere else, and says nothing of a run. */
function kindOf(status: number, name: ProblemName | undefined): InspectorErrorKind {
  if (name === 'not-found') return 'not-found';
  if (name === 'not-readable') return 'unreadable';
  const kind = kinds[status];
  if (kind) return kind;
  if (status >= 500 || status < 400) return 'unreachable';
  return 'usage';
}

const newToken = 'ask for another token';
const widerToken = 'ask for one with a wider scope';

const askedElsewhere =
  'is this the address of a runlens server, with its path? one of an engine begins with its kind: restate:http://…';

/** What to do; why it is needed only where the server does not say so. */
function hintOf(refused: Refused, problem: Problem | undefined, cause: HttpRefusal): string | undefined {
  const { status, token, tokenAdvice } = refused;
  if (status === 401 && token === undefined)
    return tokenAdvice ?? 'set RUNLENS_TOKEN to a token of this server';
  if (problem?.hint) return clean(problem.hint, refused);
  const isTold = cause.detail !== undefined;
  if (status === 401) return isTold ? newToken : `the token is wrong, or was revoked: ${newToken}`;
  if (status === 403) return isTold ? widerToken : `the token does not allow this: ${widerToken}`;
  if (status === 407) return 'the proxy wants a name and a password: see HTTPS_PROXY';
  if (status === 404 || (status === 400 && problem === undefined)) return askedElsewhere;
  if (status === 413) return 'this is more than the server, or a proxy before it, takes at once';
  if (status < 400) return 'name the address that it points to';
  if (cause.retryAfterMs !== undefined) return `try again in ${Math.ceil(cause.retryAfterMs / 1_000)} s`;
  if (status === 429) return 'too many requests: try again in a while';
  if (status >= 500 && problem?.requestId)
    return `the server's log knows this as request ${clean(problem.requestId, refused)}`;
  return undefined;
}

function readProblem({ headers, body }: Refused): Problem | undefined {
  if (!/\bjson\b/i.test(String(headers['content-type'] ?? ''))) return undefined;
  const read = v.safeParse(problemSchema, parseJson(body));
  return read.success ? read.output : undefined;
}

function nameOf(problem: Problem): ProblemName | undefined {
  return problemNames.find(name => problemType(name) === problem.type);
}

const problemNames = Object.keys(problems).filter(isProblemName);

function isProblemName(name: string): name is ProblemName {
  return Object.hasOwn(problems, name);
}

/** Where a redirect points, without what may be a secret in it. */
function redirectOf({ status, headers, location }: Refused): string | undefined {
  const to = String(headers['location'] ?? '');
  if (status < 300 || status >= 400 || to === '') return undefined;
  if (!URL.canParse(to, location)) return 'a redirect to nowhere';
  const { origin, pathname } = new URL(to, location);
  return `a redirect to ${sanitizeLine(origin + pathname, { maxLength: maxDetail })}, which is not followed`;
}

/** A server, or who plays one, may say back what it was sent. */
function clean(text: string, { token }: Refused): string {
  const told = token === undefined ? text : text.replaceAll(token, '•••');
  return sanitizeLine(told, { maxLength: maxDetail }).trim().replace(/\.$/, '');
}
