import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { getPath, tryDecodeURI } from 'hono/utils/url';
import type { Grant } from './grant.ts';

/** Hono's bindings to the Node server; absent for requests without one. */
export type Env = { readonly Bindings: Partial<HttpBindings> };

/** The path as sent. Hono reads it from a URL, which resolves dots, so that a run ".." cannot be found. */
export function requestPath(request: Request, { env }: { readonly env?: Env['Bindings'] } = {}): string {
  const sent = env?.incoming?.url;
  if (!sent?.startsWith('/')) return getPath(request);
  const [path = ''] = sent.split('?', 1);
  // Hono decodes each parameter once more.
  return tryDecodeURI(path.replaceAll('%25', '%2525'));
}

export function clientOf(c: Context<Env>, { token }: Grant): string {
  return token ? `token ${token.id}` : `address ${c.env?.incoming?.socket.remoteAddress ?? ''}`;
}
