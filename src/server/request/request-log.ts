import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { Env } from './sent-request.ts';

/** One request, without parameters, bodies and secrets. */
export type RequestLine = {
  /** ISO 8601. */
  readonly time: string;
  readonly id: string;
  readonly method: string;
  /** With parameter names instead of ids. */
  readonly path: string;
  readonly status: number;
  readonly ms: number;
  readonly bytes: number;
  readonly token?: string;
  /** Why the store failed, with its location. */
  readonly error?: string;
  readonly aborted?: true;
};

export type HandledRequest = {
  readonly response: Response;
  /** The reason of a failure: only for the log. */
  readonly error?: string;
  /** For a stream: the bytes sent so far. */
  readonly sentBytes?: () => number;
};

type LoggedRequest = {
  readonly id: string;
  readonly path: string;
  /** By `performance.now()`. */
  readonly startedAt: number;
  readonly time: number;
  /** Absent when the client was not authenticated. */
  readonly tokenId: string | undefined;
};

export function requestIdOf(own: string | undefined): string {
  return own !== undefined && /^[\w.-]{1,64}$/.test(own) ? own : randomUUID();
}

export function logWhenClosed(
  c: Context<Env>,
  { id, path, startedAt, time, tokenId }: LoggedRequest,
  { response, error, sentBytes }: HandledRequest,
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
      error,
      aborted: outgoing && !outgoing.writableFinished ? true : undefined,
    });
  if (!outgoing || outgoing.closed) write();
  else outgoing.once('close', write);
}
