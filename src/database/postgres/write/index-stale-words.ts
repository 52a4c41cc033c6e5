import type { PoolClient } from 'pg';
import { staleMark } from '../../runs/index-entry.ts';
import { rewriteWords } from './write-payloads.ts';

/** Locks runs in the order of every server. A run that was deleted by hand may have left its words. */
const stale = `
SELECT r.key FROM runs r
WHERE r.key IN (SELECT p.key FROM payloads p JOIN runs USING (key) WHERE words @@ '''${staleMark}'''::tsquery LIMIT 50)
ORDER BY r.id FOR UPDATE SKIP LOCKED`;

/** Indexes the messages of runs of older versions, inside a transaction, for about `budgetMs`. */
export async function indexStaleWords(client: PoolClient, budgetMs: number): Promise<void> {
  const end = performance.now() + budgetMs;
  do {
    const { rows } = await client.query<{ key: number }>(stale);
    if (rows.length === 0) return;
    await rewriteWords(
      client,
      rows.map(({ key }) => key),
    );
  } while (performance.now() < end);
}
