import type { Context } from 'hono';
import type { ByteBudget } from '../request/byte-budget.ts';
import { ProblemError } from '../request/problem-error.ts';
import type { Env } from '../request/request-path.ts';

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
