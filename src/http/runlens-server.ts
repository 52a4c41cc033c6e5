import * as v from 'valibot';
import { InspectorError, type InspectorErrorKind } from '../model/errors.ts';
import { tryParseJson } from '../model/payload/json-text.ts';
import { safeLine } from '../model/text/safe-text.ts';
import { widerTokenHint } from '../model/token-scope.ts';
import { type Problem, type ProblemName, problemSchema, problems, problemType } from '../protocol/problem.ts';
import {
  cleanDetail,
  HttpRefusal,
  maxDetailLength,
  parseRetryAfter,
  type Refusal,
  type RefusedResponse,
  type ServerKind,
} from './http-refusal.ts';

/** Its refusals are problem details (RFC 9457). */
export const runlensServer: ServerKind = {
  accept: 'application/json, application/problem+json',
  transientStatuses: [429, 502, 503, 504],
  toRefusalError,
  wrongServerHint: 'is this the address of a runlens server?',
};

function toRefusalError(refused: RefusedResponse): InspectorError {
  const { status, headers, location, token } = refused;
  const problem = readProblem(refused);
  const name = problemNames.find(known => problemType(known) === problem?.type);
  const detail =
    describeRedirect(refused) ?? (problem && cleanDetail(problem.detail ?? problem.title, token));
  const retryAfterMs = parseRetryAfter(headers['retry-after'], Date.now());
  const refusal = { status, problem: name, retryAfterMs, detail, offered: problem?.offered };
  const message = `${location} answered ${status}${detail ? `: ${detail}` : ''}`;
  const hint = hintOf(refused, problem, refusal);
  const cause = new HttpRefusal(refusal);
  // A server refuses what is too much before it begins with it.
  const isUnsent = name === 'too-many-requests';
  return new InspectorError(kindOf(status, name), message, { cause, isUnsent, ...(hint && { hint }) });
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

const tooLarge: readonly number[] = [413, 414, 431];

/** Without a runlens problem, a 404 or an unusual 4xx comes from another server: the request was right. */
function kindOf(status: number, name: ProblemName | undefined): InspectorErrorKind {
  if (name === 'not-found') return 'not-found';
  if (name === 'not-readable') return 'unreadable';
  const kind = kinds[status];
  if (kind) return kind;
  if (status >= 500 || status < 400) return 'unreachable';
  return name !== undefined || status === 400 || tooLarge.includes(status) ? 'usage' : 'unreachable';
}

const newToken = 'ask for another token';

const otherServer =
  'is this the address of a runlens server, with its path? one of an engine begins with its kind: restate:http://…';

/** Names the reason only where the server gave none. */
function hintOf(refused: RefusedResponse, problem: Problem | undefined, { detail, retryAfterMs }: Refusal) {
  const { status, token, tokenAdvice } = refused;
  if (status === 401 && token === undefined)
    return tokenAdvice ?? 'set RUNLENS_TOKEN to a token of this server';
  if (problem?.hint) return cleanDetail(problem.hint, token);
  const isExplained = detail !== undefined;
  if (status === 401) return isExplained ? newToken : `the token is wrong, or was revoked: ${newToken}`;
  if (status === 403)
    return isExplained ? widerTokenHint : `the token does not allow this: ${widerTokenHint}`;
  if (status === 407) return 'the proxy requires a name and a password: see HTTPS_PROXY';
  if (tooLarge.includes(status))
    return 'the request is larger than the server, or a proxy before it, accepts';
  const isUnusual = status >= 400 && status < 500 && kinds[status] === undefined;
  if (status === 404 || (problem === undefined && isUnusual)) return otherServer;
  if (status < 400) return 'name the address that it points to';
  if (retryAfterMs !== undefined) return `try again in ${Math.ceil(retryAfterMs / 1_000)} s`;
  if (status === 429) return 'too many requests: try again in a while';
  if (status >= 500 && problem?.requestId)
    return `the server's log knows this as request ${cleanDetail(problem.requestId, token)}`;
  return undefined;
}

function readProblem({ headers, body }: RefusedResponse): Problem | undefined {
  if (!/\bjson\b/i.test(String(headers['content-type'] ?? ''))) return undefined;
  const read = v.safeParse(problemSchema, tryParseJson(body.toString('utf8')));
  return read.success ? read.output : undefined;
}

const problemNames = Object.keys(problems).filter((name): name is ProblemName => name in problems);

/** Omits the target's query, which may contain a secret. */
function describeRedirect({ status, headers, location }: RefusedResponse): string | undefined {
  const target = String(headers['location'] ?? '');
  if (status < 300 || status >= 400 || target === '') return undefined;
  if (!URL.canParse(target, location)) return 'a redirect to nowhere';
  const { origin, pathname } = new URL(target, location);
  return `a redirect to ${safeLine(origin + pathname, { maxLength: maxDetailLength })}, which is not followed`;
}
