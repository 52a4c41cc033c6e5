import type { Context } from 'hono';
import type { Grant } from './grant.ts';
import type { Env } from './request-path.ts';

/** Identifies a client by its token, and without one by its address. */
export function clientOf(c: Context<Env>, { token }: Grant): string {
  return token ? `token ${token.id}` : `address ${c.env?.incoming?.socket.remoteAddress ?? ''}`;
}
