import type { ClientBase } from 'pg';

/** Makes one row again of the rows of each name and status, once more than `spare` rows could be saved. */
export async function foldCounts(client: ClientBase, spare: number): Promise<void> {
  const { rows } = await client.query<{ spare: number }>(
    'SELECT count(*) - count(DISTINCT (kind, name, status)) AS spare FROM counts',
  );
  if ((rows[0]?.spare ?? 0) <= spare) return;
  await client.query(`
    WITH gone AS (DELETE FROM counts RETURNING kind, name, status, n)
    INSERT INTO counts SELECT kind, name, status, sum(n) FROM gone GROUP BY kind, name, status HAVING sum(n) <> 0`);
}
