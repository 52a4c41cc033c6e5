import { getPath, tryDecodeURI } from 'hono/utils/url';
import type { Env } from './exchange.ts';

/**
 * The path as it was sent. In a URL, out of which Hono takes it by itself, a run of the id ".." would be a
 * step up.
 */
export function requestPath(request: Request, { env }: { readonly env?: Env['Bindings'] } = {}): string {
  const sent = env?.incoming?.url;
  if (!sent?.startsWith('/')) return getPath(request);
  const [path = ''] = sent.split('?', 1);
  // Parameters are decoded once more, each by itself.
  return tryDecodeURI(path.replaceAll('%25', '%2525'));
}
