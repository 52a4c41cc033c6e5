import type { Context } from 'hono';
import { ProblemError } from './problem-error.ts';
import type { Env } from './request-path.ts';

/** Limits the bytes in memory, of all clients and of one. */
export type ByteBudget = {
  readonly reserve: (client: string, bytes: number) => boolean;
  readonly release: (client: string, bytes: number) => void;
};

/** One client leaves a part of the budget to the others. */
export const clientShare = 0.8;

export function createByteBudget(totalBytes: number): ByteBudget {
  const held = new Map<string, number>();
  let heldByAll = 0;
  const hasRoom = (used: number, bytes: number, most: number) => used === 0 || used + bytes <= most;
  return {
    reserve(client, bytes) {
      const used = held.get(client) ?? 0;
      if (!hasRoom(heldByAll, bytes, totalBytes) || !hasRoom(used, bytes, totalBytes * clientShare))
        return false;
      heldByAll += bytes;
      held.set(client, used + bytes);
      return true;
    },
    release(client, bytes) {
      heldByAll -= bytes;
      const rest = (held.get(client) ?? 0) - bytes;
      if (rest > 0) held.set(client, rest);
      else held.delete(client);
    },
  };
}

/** Smaller responses count for nothing. */
const largeBytes = 256 * 1_024;

/** Counts a large response while it is sent. Throws a `ProblemError` when too much waits for a client. */
export function holdResponse(
  c: Context<Env>,
  response: Response,
  { budget, client }: { readonly budget: ByteBudget; readonly client: string },
): void {
  const bytes = Number(response.headers.get('content-length') ?? 0);
  const outgoing = c.env?.outgoing;
  if (bytes < largeBytes || !outgoing || outgoing.closed) return;
  if (!budget.reserve(client, bytes)) {
    throw new ProblemError('too-many-requests', 'too many large responses are being sent to this client', {
      hint: 'read them before requesting more',
      headers: { 'retry-after': '1' },
    });
  }
  outgoing.once('close', () => budget.release(client, bytes));
}
