import type { ClientBase } from 'pg';
import type { CountChange, CountChanges } from '../../runs/events/count-changes.ts';
import { createInsert } from './row-statement.ts';

/** Adds rows rather than updating them, so that writers do not wait for each other. */
const insert = createInsert<CountChange>('counts', [
  { name: 'kind', type: 'text', of: ({ run }) => run.kind },
  { name: 'name', type: 'text', of: ({ run }) => run.name },
  { name: 'status', type: 'text', of: ({ run }) => run.status },
  { name: 'n', type: 'integer', of: ({ n }) => n },
]);

/** Writes the changed counts, at the end of a transaction. */
export async function writeCounts(client: ClientBase, counts: CountChanges): Promise<void> {
  await insert.run(client, counts.take());
}

/** Merges the rows of each kind, name and status, if that removes more than `spare` rows. */
export async function mergeCounts(client: ClientBase, spare: number): Promise<void> {
  const { rows } = await client.query<{ spare: number }>(
    'SELECT count(*) - count(DISTINCT (kind, name, status)) AS spare FROM counts',
  );
  if ((rows[0]?.spare ?? 0) <= spare) return;
  await client.query(`
    WITH gone AS (DELETE FROM counts RETURNING kind, name, status, n)
    INSERT INTO counts SELECT kind, name, status, sum(n) FROM gone GROUP BY kind, name, status HAVING sum(n) <> 0`);
}
