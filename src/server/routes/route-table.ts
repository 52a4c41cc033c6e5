import { type Endpoint, type EndpointName, endpoints } from '../../protocol/endpoints.ts';
import { actionRoutes, markRoutes } from './action-routes.ts';
import type { Handler, Handlers } from './api-request.ts';
import { failureRoutes } from './failure-routes.ts';
import { listRoutes, runRoutes } from './run-routes.ts';
import { serverRoutes } from './server-routes.ts';
import { startRoutes } from './start-routes.ts';

export type Route = { readonly endpoint: Endpoint; readonly handle: Handler };

const handlers: Handlers<EndpointName> = {
  ...runRoutes,
  ...actionRoutes,
  ...startRoutes,
  ...listRoutes,
  ...failureRoutes,
  ...markRoutes,
  ...serverRoutes,
};

/** By path, such as `/v1/runs/{id}`. */
export function routesByPath(): ReadonlyMap<string, readonly Route[]> {
  const routes = Object.entries(handlers).map(([name, handle]) => ({ endpoint: endpointOf(name), handle }));
  return Map.groupBy(routes, ({ endpoint }) => endpoint.path);
}

function endpointOf(name: string): Endpoint {
  const found = Object.entries(endpoints).find(([known]) => known === name);
  if (!found) throw new Error(`no endpoint ${name}`);
  return found[1];
}

export function toHonoPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

export function allowedMethods(routes: readonly Route[]): string {
  const methods = routes.map(({ endpoint }) => endpoint.method);
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
}
