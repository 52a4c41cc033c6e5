import type { Context } from 'hono';
import type * as v from 'valibot';
import { createDeadline } from '../async/deadline.ts';
import { untilAborted } from '../async/until-aborted.ts';
import { InspectorError } from '../model/errors.ts';
import type { Endpoint } from '../protocol/endpoints.ts';
import { requireScope } from './access/authenticate.ts';
import { allows, type Grant } from './access/grant.ts';
import type { ApiRequest, ApiResponse } from './api-request.ts';
import { toJsonResponse } from './json-response.ts';
import { ProblemError } from './problem-error.ts';
import { type BodyBudget, withBody } from './request-body.ts';
import type { HandledRequest } from './request-log.ts';
import type { Env } from './request-path.ts';
import type { Route } from './routes/route-table.ts';
import type { ServerContext } from './server-context.ts';
import { createEventStream } from './streams/event-stream.ts';
import { requireObject, validate } from './validate.ts';

const timeoutMs = 30_000;

type Around = {
  readonly context: ServerContext;
  readonly budget: BodyBudget;
  readonly onGrant: (grant: Grant) => void;
};

/** Authenticates the client, runs the handler, and turns its result into a response. */
export async function handleRequest(
  c: Context<Env>,
  { endpoint, handle }: Route,
  { context, budget, onGrant }: Around,
): Promise<HandledRequest> {
  const client = c.req.raw.signal;
  // The token store accepts no signal.
  const grant = await withDeadline(client, signal =>
    untilAborted(grantFor(endpoint, c.req.raw.headers, context), signal),
  );
  onGrant(grant);
  if (endpoint.scope !== undefined) requireScope(grant, endpoint.scope);
  const query = queryOf(c, endpoint);
  const response = await withDeadline(client, signal =>
    handle(toApiRequest(c, { context, grant, signal, query, budget })),
  );
  if (response.type === 'stream') return openStream(c, response, endpoint, context);
  return {
    response: await toJsonResponse(response, {
      acceptEncoding: c.req.header('accept-encoding'),
      ifNoneMatch: c.req.header('if-none-match'),
    }),
  };
}

async function grantFor({ scope, name }: Endpoint, headers: Headers, context: ServerContext): Promise<Grant> {
  if (scope !== undefined) return context.authenticator.authenticate(headers);
  // This endpoint lists what a token allows.
  return name === 'getServer' ? context.authenticator.identify(headers) : { scopes: [] };
}

/** Rejects unknown and repeated parameters, because a response that ignored one would be misleading. */
function queryOf(c: Context<Env>, endpoint: Endpoint): Readonly<Record<string, string>> {
  const query: Record<string, string> = {};
  for (const [name, values] of Object.entries(c.req.queries())) {
    const [value = ''] = values;
    if (values.length > 1)
      throw new ProblemError('bad-request', `${name.slice(0, 50)}: must be given only once`);
    if (!endpoint.query) throw new ProblemError('bad-request', `${name.slice(0, 50)}: is not known`);
    query[name] = value;
  }
  return query;
}

type RequestParts = Pick<ApiRequest, 'context' | 'grant' | 'signal'> & {
  readonly query: Readonly<Record<string, string>>;
  readonly budget: BodyBudget;
};

function toApiRequest(c: Context<Env>, { context, grant, signal, query, budget }: RequestParts): ApiRequest {
  return {
    context,
    grant,
    signal,
    header: name => c.req.header(name),
    params: schema => validate(schema, c.req.param(), 'the path'),
    query: schema => validate(schema, query, 'the query'),
    body: <Schema extends v.GenericSchema, T>(
      schema: Schema,
      use: (body: v.InferOutput<Schema>) => Promise<T>,
    ) => withBody(c.req.raw, budget, value => use(validate(schema, requireObject(value), 'the body'))),
  };
}

/** Aborts the signal of `work` when the client disconnects or after 30 s. */
async function withDeadline<T>(client: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = createDeadline([client]);
  deadline.set(timeoutMs, timeoutError);
  try {
    return await work(deadline.signal);
  } finally {
    deadline.end();
  }
}

function timeoutError(): InspectorError {
  return new InspectorError('timeout', `there was no answer within ${timeoutMs / 1_000} s`, {
    hint: 'request less, or try again',
  });
}

/** A client keeps its stream while the token store is unavailable. Rejects for a bug. */
async function mayListen(endpoint: Endpoint, headers: Headers, context: ServerContext): Promise<boolean> {
  try {
    const grant = await grantFor(endpoint, headers, context);
    return endpoint.scope === undefined || allows(grant, endpoint.scope);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problem !== 'unauthorized' && error.problem !== 'forbidden';
  }
}

function openStream(
  c: Context<Env>,
  { subscribe }: Extract<ApiResponse, { type: 'stream' }>,
  endpoint: Endpoint,
  context: ServerContext,
): HandledRequest {
  const headers = {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    // Keeps proxies from buffering the events.
    'x-accel-buffering': 'no',
  };
  if (c.req.method === 'HEAD') return { response: new Response(null, { headers }) };
  const stream = createEventStream(() => c.env?.outgoing?.destroy());
  subscribe({ stream, isAllowed: () => mayListen(endpoint, c.req.raw.headers, context) });
  return { response: new Response(stream.body, { headers }), sentBytes: stream.sentBytes };
}
