import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { RequestLine } from './request-log.ts';

/** What Hono knows of the server it runs in: nothing, where a request is made without one. */
export type Env = { readonly Bindings: Partial<HttpBindings> };

/** What became of a request. */
export type HandledRequest = {
  readonly response: Response;
  /** Of an answer that goes on: what was sent of it so far. */
  readonly sentBytes?: () => number;
};

type Asked = {
  readonly id: string;
  readonly path: string;
  readonly startedAt: number;
  readonly time: number;
  /** Who asked, where that is known. */
  readonly tokenId: string | undefined;
};

/** Writes the request's line when its answer is over. */
export function logWhenClosed(
  c: Context<Env>,
  { id, path, startedAt, time, tokenId }: Asked,
  { response, sentBytes }: HandledRequest,
  log: (line: RequestLine) => void,
): void {
  const outgoing = c.env?.outgoing;
  const { method } = c.req;
  const bodyBytes = method === 'HEAD' ? 0 : Number(response.headers.get('content-length') ?? 0);
  const write = () =>
    log({
      time: new Date(time).toISOString(),
      id,
      method,
      path,
      status: response.status,
      ms: Math.round((performance.now() - startedAt) * 10) / 10,
      bytes: sentBytes?.() ?? bodyBytes,
      token: tokenId,
      aborted: outgoing && !outgoing.writableFinished ? true : undefined,
    });
  if (!outgoing || outgoing.closed) write();
  else outgoing.once('close', write);
}
