import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { clientConfig, createPool } from '../../../src/database/postgres/database.ts';
import { migrate } from '../../../src/database/postgres/migrate.ts';
import { createBatchIntake } from '../../../src/database/postgres/write/batch-intake.ts';
import { runCreated } from '../../contract/sample-events.ts';
import { startPostgres } from '../../postgres/start-postgres.ts';

test('a batch stored before a crash is there after it, once, and the recorder goes on', async () => {
  const postgres = await startPostgres();
  onTestFinished(() => postgres.stop());
  const client = new pg.Client(clientConfig(postgres.url));
  client.on('error', () => {});
  await client.connect();
  await migrate(client, postgres.url);
  await client.end();
  const pool = createPool(postgres.url);
  onTestFinished(() => pool.end());
  const intake = createBatchIntake(pool, postgres.url);

  const taken: string[] = [];
  let failures = 0;
  let crashed: Promise<void> | undefined;
  for (let sequence = 1; sequence <= 60; ) {
    const id = `run_${sequence}`;
    if (sequence === 30) crashed ??= postgres.crash().then(() => postgres.restart());
    try {
      const log = { type: 'log-added', runId: id, at: 1, level: 'info', message: 'once' } as const;
      await intake.apply({ writer: 'w', sequence, isOwner: true, events: [runCreated(id), log] });
      taken.push(id);
      sequence += 1;
    } catch (error) {
      failures += 1;
      expect(error).toMatchObject({ name: 'InspectorError', kind: 'unreachable' });
      await new Promise(resolve => setTimeout(resolve, 5));
    }
  }
  await crashed;
  expect(failures).toBeGreaterThan(0);
  const { rows } = await pool.query('SELECT id FROM runs JOIN logs ON run = runs.key ORDER BY logs.seq');
  expect(rows.map(row => row.id)).toEqual(taken);
  expect((await pool.query('SELECT sum(n)::int AS n FROM counts')).rows).toEqual([{ n: 60 }]);
});
