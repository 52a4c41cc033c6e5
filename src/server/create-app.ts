import { type Context, Hono } from 'hono';
import type { ServedStore } from '../contract/served-store.ts';
import { type Endpoint, type EndpointName, endpoints } from '../protocol/api.ts';
import { problems } from '../protocol/problem.ts';
import { type Access, createAuthenticator } from './access/authenticate.ts';
import type { Grant } from './access/grant.ts';
import type { Handler, Handlers, ServerContext } from './api-request.ts';
import { type Env, type HandledRequest, logWhenClosed } from './exchange.ts';
import { handleRequest } from './handle-request.ts';
import { toJsonResponse } from './json-response.ts';
import { asProblem, ProblemError, problemBody } from './problem-error.ts';
import { createBodyBudget } from './request-body.ts';
import { type RequestLine, requestIdOf } from './request-log.ts';
import { requestPath } from './request-path.ts';
import { actionRoutes } from './routes/action-routes.ts';
import { listRoutes } from './routes/list-routes.ts';
import { runRoutes } from './routes/run-routes.ts';
import { serverRoutes } from './routes/server-routes.ts';
import { streamRoutes } from './routes/stream-routes.ts';
import type { StartHook } from './start-hook.ts';
import { createHealthCheck } from './store-health.ts';
import { createEventBroadcaster, type EventBroadcaster } from './streams/event-broadcaster.ts';

export type AppOptions = {
  readonly served: ServedStore;
  readonly version: string;
  readonly access: Access;
  /** Absent where runs cannot be started. */
  readonly startHook?: StartHook;
  readonly log?: (line: RequestLine) => void;
  /** Takes what nobody expected, with the id of the request, where it was one. */
  readonly reportBug?: (error: unknown, requestId?: string) => void;
  /** Made here when it is not given; whoever stops the server ends it. */
  readonly hub?: EventBroadcaster;
  /** Epoch ms. */
  readonly now?: () => number;
  /** Bytes of request bodies held at the same time. */
  readonly heldBodyBytes?: number;
};

const handlers: Handlers<EndpointName> = {
  ...runRoutes,
  ...actionRoutes,
  ...listRoutes,
  ...streamRoutes,
  ...serverRoutes,
};

const heldBodyBytesByDefault = 256 * 1_024 * 1_024;

/** The HTTP API over a store. */
export function createApp(options: AppOptions): Hono<Env> {
  const { log = () => {}, reportBug = () => {}, now = Date.now } = options;
  const budget = createBodyBudget(options.heldBodyBytes ?? heldBodyBytesByDefault);
  const serving = createServing(options);
  const app = new Hono<Env>({ getPath: requestPath });

  async function exchange(c: Context<Env>, path: string, work: Work): Promise<Response> {
    const id = requestIdOf(c.req.header('x-request-id'));
    const asked = { id, path, startedAt: performance.now(), time: now() };
    let tokenId: string | undefined;
    const onGrant: OnGrant = ({ token }) => {
      tokenId = token?.id;
    };
    const outcome = await work(onGrant).catch(error => answerProblem(c, error, id));
    outcome.response.headers.set('x-request-id', id);
    outcome.response.headers.set('x-content-type-options', 'nosniff');
    if (serving.hub.isEnded()) outcome.response.headers.set('connection', 'close');
    logWhenClosed(c, { ...asked, tokenId }, outcome, log);
    return outcome.response;
  }

  async function answerProblem(c: Context<Env>, error: unknown, id: string): Promise<HandledRequest> {
    const known = asProblem(error);
    // Nobody is there to hear it.
    const isGone = !known && c.req.raw.signal.aborted;
    if (!known && !isGone) reportBug(error, id);
    const problem = known ?? new ProblemError('internal', 'this is a bug: the log of the server tells more');
    const headers = { ...problem.headers, 'content-type': 'application/problem+json' };
    const { status } = problems[problem.problem];
    const response = await toJsonResponse(
      { status, value: problemBody(problem, id), headers },
      { acceptEncoding: c.req.header('accept-encoding'), ifNoneMatch: undefined },
    );
    return { response };
  }

  for (const [path, routes] of byPath()) {
    app.all(honoPath(path), c => exchange(c, path, onGrant => answerPath(c, routes, onGrant)));
  }
  app.notFound(c =>
    exchange(c, 'unknown', async () => {
      throw new ProblemError('no-such-path', 'there is nothing at this path', {
        hint: 'GET /v1/openapi.json describes what there is',
      });
    }),
  );

  async function answerPath(
    c: Context<Env>,
    routes: readonly Route[],
    onGrant: OnGrant,
  ): Promise<HandledRequest> {
    const method = c.req.method === 'HEAD' ? 'GET' : c.req.method;
    const route = routes.find(({ endpoint }) => endpoint.method === method);
    if (route) return handleRequest(c, route, { serving, budget, onGrant });
    const allow = allowedMethods(routes);
    if (method === 'OPTIONS') return { response: new Response(null, { status: 204, headers: { allow } }) };
    throw new ProblemError('wrong-method', `this path takes ${allow}`, { headers: { allow } });
  }

  return app;
}

type OnGrant = (grant: Grant) => void;
type Work = (onGrant: OnGrant) => Promise<HandledRequest>;
type Route = { readonly endpoint: Endpoint; readonly handle: Handler };

function createServing({
  served,
  version,
  access,
  startHook,
  reportBug = () => {},
  hub = createEventBroadcaster(served, { reportBug }),
  now = Date.now,
}: AppOptions): ServerContext {
  return {
    served,
    version,
    startHook,
    hub,
    authenticator: createAuthenticator(served.tokens, access),
    checkHealth: createHealthCheck(served),
    document: once(async () => {
      const { toOpenApi } = await import('./document/open-api.ts');
      return toOpenApi(version);
    }),
    now,
  };
}

/** It takes tens of milliseconds to make, and anybody may ask for it. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function byPath(): ReadonlyMap<string, readonly Route[]> {
  const routes = Object.entries(handlers).map(([name, handle]) => ({ endpoint: endpointOf(name), handle }));
  return Map.groupBy(routes, ({ endpoint }) => endpoint.path);
}

function endpointOf(name: string): Endpoint {
  const found = Object.entries(endpoints).find(([known]) => known === name);
  if (!found) throw new Error(`no endpoint ${name}`);
  return found[1];
}

function honoPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

function allowedMethods(routes: readonly Route[]): string {
  const methods = routes.map(({ endpoint }) => endpoint.method);
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
}
