import type { Pool } from 'pg';
import { onTestFinished } from 'vitest';
import type { RunEvent } from '../../../src/contract/run-events.ts';
import type { RunIntake } from '../../../src/contract/served-store.ts';
import { createPool } from '../../../src/database/postgres/database.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';

/** A database of the test's own, and a pool to look at its tables; both go when the test is through. */
export async function openDatabase(): Promise<{ readonly url: string; readonly pool: Pool }> {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const pool = createPool(database.url);
  onTestFinished(() => pool.end());
  return { url: database.url, pool };
}

export type TestWriter = {
  readonly id: string;
  readonly take: (events: readonly RunEvent[], isOwner?: boolean) => ReturnType<RunIntake['apply']>;
};

/** A recorder that numbers its batches. */
export function createTestWriter(intake: RunIntake, id: string): TestWriter {
  let sequence = 0;
  return {
    id,
    take(events, isOwner = true) {
      sequence += 1;
      return intake.apply({ writer: id, sequence, isOwner, events });
    },
  };
}

/** What the counts say of one name. */
export async function countsOf(pool: Pool, name: string): Promise<Readonly<Record<string, number>>> {
  const { rows } = await pool.query<{ status: string; n: number }>(
    'SELECT status, sum(n)::int AS n FROM counts WHERE name = $1 GROUP BY status HAVING sum(n) <> 0',
    [name],
  );
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
}
