import type { Context } from 'hono';
import type * as v from 'valibot';
import { InspectorError } from '../model/errors.ts';
import type { Endpoint } from '../protocol/api.ts';
import { requireScope } from './access/authenticate.ts';
import { allows, type Grant } from './access/grant.ts';
import type { ApiRequest, ApiResponse, Handler, ServerContext } from './api-request.ts';
import type { Env, HandledRequest } from './exchange.ts';
import { toJsonResponse } from './json-response.ts';
import { ProblemError } from './problem-error.ts';
import { type BodyBudget, withBody } from './request-body.ts';
import { createEventStream } from './streams/event-stream.ts';
import { requireObject, validate } from './validate.ts';

const patienceMs = 30_000;

type Route = { readonly endpoint: Endpoint; readonly handle: Handler };

type Around = {
  readonly serving: ServerContext;
  readonly budget: BodyBudget;
  /** Hears who calls, also where the call is refused. */
  readonly onGrant: (grant: Grant) => void;
};

/** Asks who calls, lets the endpoint answer, and makes a response of that. */
export async function handleRequest(
  c: Context<Env>,
  { endpoint, handle }: Route,
  { serving, budget, onGrant }: Around,
): Promise<HandledRequest> {
  const grant = await withDeadline(c.req.raw.signal, signal =>
    untilAborted(grantFor(endpoint, c.req.raw.headers, serving), signal),
  );
  onGrant(grant);
  if (endpoint.scope !== undefined) requireScope(grant, endpoint.scope);
  const query = queryOf(c, endpoint);
  const answer = await withDeadline(c.req.raw.signal, signal =>
    handle(createCall(c, { serving, grant, signal, query, budget })),
  );
  if (answer.type === 'stream') return openStream(c, answer, endpoint, serving);
  const response = await toJsonResponse(answer, {
    acceptEncoding: c.req.header('accept-encoding'),
    ifNoneMatch: c.req.header('if-none-match'),
  });
  return { response };
}

const anybody: Grant = { scopes: [] };

async function grantFor({ scope, name }: Endpoint, headers: Headers, serving: ServerContext): Promise<Grant> {
  if (scope !== undefined) return serving.authenticator.authenticate(headers);
  // The one that tells what a token allows.
  return name === 'getServer' ? serving.authenticator.identify(headers) : anybody;
}

/** A parameter that is not known, or stands twice, is refused: ignored, it would answer another question. */
function queryOf(c: Context<Env>, endpoint: Endpoint): Readonly<Record<string, string>> {
  const query: Record<string, string> = {};
  for (const [name, values] of Object.entries(c.req.queries())) {
    const [value = ''] = values;
    if (values.length > 1) throw new ProblemError('bad-request', `${name.slice(0, 50)}: stands there twice`);
    if (!endpoint.query) throw new ProblemError('bad-request', `${name.slice(0, 50)}: is not known`);
    query[name] = value;
  }
  return query;
}

type CallParts = Pick<ApiRequest, 'serving' | 'grant' | 'signal'> & {
  readonly query: Readonly<Record<string, string>>;
  readonly budget: BodyBudget;
};

function createCall(c: Context<Env>, { serving, grant, signal, query, budget }: CallParts): ApiRequest {
  return {
    serving,
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

async function withDeadline<T>(client: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const ending = new AbortController();
  const leave = () => ending.abort(client.reason);
  const late = new InspectorError('timeout', `there was no answer within ${patienceMs / 1_000} s`, {
    hint: 'ask for less, or try again',
  });
  const timer = setTimeout(() => ending.abort(late), patienceMs);
  client.addEventListener('abort', leave);
  try {
    return await work(ending.signal);
  } finally {
    clearTimeout(timer);
    client.removeEventListener('abort', leave);
  }
}

/** The store of tokens takes no signal. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  return Promise.race([work, promise]);
}

/** A client keeps its stream while the store of tokens is away. Rejects with what is a bug. */
async function mayListen(endpoint: Endpoint, headers: Headers, serving: ServerContext): Promise<boolean> {
  try {
    const grant = await grantFor(endpoint, headers, serving);
    return endpoint.scope === undefined || allows(grant, endpoint.scope);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problem !== 'unauthorized' && error.problem !== 'forbidden';
  }
}

function openStream(
  c: Context<Env>,
  answer: Extract<ApiResponse, { type: 'stream' }>,
  endpoint: Endpoint,
  serving: ServerContext,
): HandledRequest {
  const headers = {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    // Proxies that gather answers before they pass them on.
    'x-accel-buffering': 'no',
  };
  if (c.req.method === 'HEAD') return { response: new Response(null, { headers }) };
  const stream = createEventStream(() => c.env?.outgoing?.destroy());
  answer.join({ stream, isAllowed: () => mayListen(endpoint, c.req.raw.headers, serving) });
  return { response: new Response(stream.body, { headers }), sentBytes: stream.sentBytes };
}
