import type { Context } from 'hono';
import { createDeadline, untilAborted } from '../async/deadline.ts';
import type { Scope } from '../contract/served-store.ts';
import type { Endpoint } from '../protocol/endpoints.ts';
import { writerKeyHeader } from '../protocol/wire-access.ts';
import type { WatchedAccess } from './access/access-watch.ts';
import { requireScope } from './access/authenticate.ts';
import { validate } from './bodies/parse-body.ts';
import { withBody } from './bodies/request-body.ts';
import { allows, type Grant } from './request/grant.ts';
import { asProblem, ProblemError } from './request/problem-error.ts';
import { type ByteBudget, holdResponse } from './request/request-lanes.ts';
import type { HandledRequest } from './request/request-log.ts';
import { clientOf, type Env } from './request/sent-request.ts';
import { toJsonResponse } from './responses/json-response.ts';
import type { ApiRequest } from './routes/api-request.ts';
import type { Route } from './routes/route-table.ts';
import type { ServerContext } from './routes/server-context.ts';
import { openStream } from './streams/event-stream.ts';

export const answerTimeoutMs = 30_000;
/** The listener limits the arrival of the body itself. */
const arrivalTimeoutMs = 150_000;

type Around = {
  readonly context: ServerContext;
  readonly budget: ByteBudget;
  readonly onGrant: (grant: Grant) => void;
};

export async function handleRequest(
  c: Context<Env>,
  route: Route,
  { context, budget, onGrant }: Around,
): Promise<HandledRequest> {
  const { endpoint } = route;
  const { scope } = endpoint;
  const { headers, signal: client } = c.req.raw;
  // The token store accepts no signal.
  const grant = await withDeadline([client], answerTimeoutMs, signal =>
    untilAborted(grantFor(endpoint, headers, context), signal),
  );
  onGrant(grant);
  if (scope === undefined) return respond(c, route, { context, budget, grant });
  requireScope(grant, scope);
  const access = context.accessWatch.add(() => mayContinue(scope, headers, context));
  try {
    return await respond(c, route, { context, budget, grant, access });
  } catch (error) {
    access.end();
    throw error;
  }
}

type Granted = {
  readonly context: ServerContext;
  readonly budget: ByteBudget;
  readonly grant: Grant;
  /** Absent where everybody has access. */
  readonly access?: WatchedAccess;
};

async function respond(
  c: Context<Env>,
  { endpoint, handle }: Route,
  { context, budget, grant, access }: Granted,
): Promise<HandledRequest> {
  const query = queryOf(c, endpoint);
  const signals = [c.req.raw.signal, access?.lost];
  const timeoutMs = endpoint.body ? arrivalTimeoutMs : answerTimeoutMs;
  const response = await withDeadline(signals, timeoutMs, (signal, onBody) =>
    handle(toApiRequest(c, { context, grant, signal, query, budget, onBody })),
  );
  if (response.type === 'stream') {
    const leave = context.streamPlaces.take(clientOf(c, grant));
    return openStream(c, response.subscribe, { access, leave });
  }
  const accepts = {
    acceptEncoding: c.req.header('accept-encoding'),
    ifNoneMatch: c.req.header('if-none-match'),
  };
  const handled = { response: await toJsonResponse(response, accepts), error: response.error };
  holdResponse(c, handled.response, { budget: context.responseBudget, client: clientOf(c, grant) });
  if (access) endWithResponse(c, access);
  return handled;
}

async function grantFor({ scope, name }: Endpoint, headers: Headers, context: ServerContext): Promise<Grant> {
  if (scope !== undefined) return context.authenticator.authenticate(headers);
  // This endpoint lists what a token allows.
  return name === 'getServer' ? context.authenticator.identify(headers) : { scopes: [] };
}

/** A client keeps its access while the token store is unavailable. Rejects for a bug. */
async function mayContinue(scope: Scope, headers: Headers, context: ServerContext): Promise<boolean> {
  try {
    return allows(await context.authenticator.authenticate(headers), scope);
  } catch (error) {
    const problem = asProblem(error);
    if (!problem) throw error;
    return problem.problem !== 'unauthorized' && problem.problem !== 'forbidden';
  }
}

/** Disconnects the client if it loses its access while a response is sent. */
function endWithResponse(c: Context<Env>, { lost, end }: WatchedAccess): void {
  const outgoing = c.env?.outgoing;
  if (!outgoing || outgoing.closed) return end();
  outgoing.once('close', end);
  lost.addEventListener('abort', () => outgoing.destroy());
}

/** `restart` gives `work` another `answerTimeoutMs`. */
async function withDeadline<T>(
  signals: readonly (AbortSignal | undefined)[],
  timeoutMs: number,
  work: (signal: AbortSignal, restart: () => void) => Promise<T>,
): Promise<T> {
  const deadline = createDeadline(signals);
  deadline.set(timeoutMs, timeoutError);
  try {
    return await work(deadline.signal, () => deadline.set(answerTimeoutMs, timeoutError));
  } finally {
    deadline.end();
  }
}

function timeoutError(): ProblemError {
  return new ProblemError('timeout', `there was no answer within ${answerTimeoutMs / 1_000} s`, {
    hint: 'request less, or try again',
  });
}

/** Throws for unknown and repeated parameters: a response that ignored one would mislead. */
function queryOf(c: Context<Env>, endpoint: Endpoint): Readonly<Record<string, string>> {
  const query = new Map<string, string>();
  // Not Hono's `queries()`, which has no `__proto__`.
  for (const [name, value] of new URL(c.req.url).searchParams) {
    if (query.has(name))
      throw new ProblemError('bad-request', `${name.slice(0, 50)}: must be given only once`);
    if (!endpoint.query) throw new ProblemError('bad-request', `${name.slice(0, 50)}: is not known`);
    query.set(name, value);
  }
  return Object.fromEntries(query);
}

type RequestParts = Pick<ApiRequest, 'context' | 'grant' | 'signal'> & {
  readonly query: Readonly<Record<string, string>>;
  readonly budget: ByteBudget;
  readonly onBody: () => void;
};

function toApiRequest(
  c: Context<Env>,
  { context, grant, signal, query, budget, onBody }: RequestParts,
): ApiRequest {
  const client = clientOf(c, grant);
  return {
    context,
    grant,
    client,
    signal,
    header: name => c.req.header(name),
    params: schema => validate(schema, c.req.param(), 'the path'),
    query: schema => validate(schema, query, 'the query'),
    asWriter: writer => context.writerAccess.require(writer, c.req.header(writerKeyHeader)),
    inLane: (lane, work) => context.lanes[lane](client, signal, work),
    body: (name, use) =>
      withBody(c.req.raw, { budget, client }, async bytes => {
        onBody();
        return use(await context.bodyParser.parse(name, bytes, { client, signal }));
      }),
  };
}
