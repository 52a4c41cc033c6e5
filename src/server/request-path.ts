import type { HttpBindings } from '@hono/node-server';
import { getPath, tryDecodeURI } from 'hono/utils/url';

/** Hono's bindings to the Node server; absent when a request is made without one. */
export type Env = { readonly Bindings: Partial<HttpBindings> };

/**
 * The path as it was sent. Hono's own takes it from a URL, which resolves dots, so that the run with the id
 * ".." would have another path.
 */
export function requestPath(request: Request, { env }: { readonly env?: Env['Bindings'] } = {}): string {
  const sent = env?.incoming?.url;
  if (!sent?.startsWith('/')) return getPath(request);
  const [path = ''] = sent.split('?', 1);
  // Hono decodes each parameter once more.
  return tryDecodeURI(path.replaceAll('%25', '%2525'));
}
