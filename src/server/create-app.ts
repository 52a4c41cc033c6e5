import { type Context, Hono } from 'hono';
import { problems } from '../protocol/problem.ts';
import { handleRequest } from './handle-request.ts';
import type { Grant } from './request/grant.ts';
import { asProblem, ProblemError, problemBody, storeFailure } from './request/problem-error.ts';
import { createByteBudget } from './request/request-lanes.ts';
import { type HandledRequest, logWhenClosed, type RequestLine, requestIdOf } from './request/request-log.ts';
import { type Env, requestPath } from './request/sent-request.ts';
import { toJsonResponse } from './responses/json-response.ts';
import { allowedMethods, type Route, routesByPath, toHonoPath } from './routes/route-table.ts';
import { type ContextOptions, createServerContext } from './routes/server-context.ts';

type AppOptions = ContextOptions & {
  readonly log?: (line: RequestLine) => void;
  /** The limit for the bytes of all request bodies in memory. */
  readonly heldBodyBytes?: number;
};

export const defaultHeldBodyBytes = 320 * 1_024 * 1_024;

type OnGrant = (grant: Grant) => void;
type Work = (onGrant: OnGrant) => Promise<HandledRequest>;

export function createApp(options: AppOptions): Hono<Env> {
  const { log = () => {}, reportBug = () => {}, now = Date.now } = options;
  const budget = createByteBudget(options.heldBodyBytes ?? defaultHeldBodyBytes);
  const context = createServerContext(options);
  const app = new Hono<Env>({ getPath: requestPath });

  async function respond(c: Context<Env>, path: string, work: Work): Promise<Response> {
    const id = requestIdOf(c.req.header('x-request-id'));
    const about = { id, path, startedAt: performance.now(), time: now() };
    let tokenId: string | undefined;
    const onGrant: OnGrant = ({ token }) => {
      tokenId = token?.id;
    };
    const handled = await work(onGrant).catch(error => toProblemResponse(c, error, id));
    const { headers } = handled.response;
    headers.set('x-request-id', id);
    headers.set('x-content-type-options', 'nosniff');
    if (context.broadcaster.isEnded()) headers.set('connection', 'close');
    logWhenClosed(c, { ...about, tokenId }, handled, log);
    return handled.response;
  }

  async function toProblemResponse(c: Context<Env>, error: unknown, id: string): Promise<HandledRequest> {
    const known = asProblem(error);
    // Unknown errors after the client disconnected are no bugs.
    if (!known && !c.req.raw.signal.aborted) reportBug(error, id);
    const problem = known ?? new ProblemError('internal', 'this is a bug: see the log of the server');
    const headers = { ...problem.headers, 'content-type': 'application/problem+json' };
    const { status } = problems[problem.problem];
    const response = await toJsonResponse(
      { status, value: problemBody(problem, id), headers },
      { acceptEncoding: c.req.header('accept-encoding'), ifNoneMatch: undefined },
    );
    return { response, error: storeFailure(error) };
  }

  async function handlePath(c: Context<Env>, routes: readonly Route[], onGrant: OnGrant) {
    const method = c.req.method === 'HEAD' ? 'GET' : c.req.method;
    const route = routes.find(({ endpoint }) => endpoint.method === method);
    if (route) return handleRequest(c, route, { context, budget, onGrant });
    const allow = allowedMethods(routes);
    if (method === 'OPTIONS') return { response: new Response(null, { status: 204, headers: { allow } }) };
    throw new ProblemError('wrong-method', `this path supports ${allow}`, { headers: { allow } });
  }

  for (const [path, routes] of routesByPath())
    app.all(toHonoPath(path), c => respond(c, path, onGrant => handlePath(c, routes, onGrant)));
  app.notFound(c => respond(c, 'unknown', rejectUnknownPath));
  return app;
}

async function rejectUnknownPath(): Promise<never> {
  throw new ProblemError('no-such-path', 'there is nothing at this path', {
    hint: 'GET /v1/openapi.json lists all paths',
  });
}
