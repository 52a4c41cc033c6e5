import pg from 'pg';
import { expect, it, onTestFinished, vi } from 'vitest';
import { dbosEngine } from '../../../src/engines/dbos/dbos-engine.ts';
import { openDbosStore } from '../../../src/engines/dbos/open-dbos-store.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';

/** The columns of DBOS 4.27 that are read, and one run. */
const tables = `
  CREATE TABLE dbos_migrations (version int);
  INSERT INTO dbos_migrations VALUES (108);
  CREATE TABLE operation_outputs (workflow_uuid text, function_id int, function_name text, output text, error text, child_workflow_id text,
    started_at_epoch_ms bigint, completed_at_epoch_ms bigint);
  CREATE TABLE workflow_status (workflow_uuid text, name text, status text, attributes text, inputs text, output text,
    error text, serialization text, executor_id text, application_version text, application_name text,
    authenticated_user text, queue_name text, forked_from text, created_at bigint, updated_at bigint,
    started_at_epoch_ms bigint, completed_at bigint);
  INSERT INTO workflow_status (workflow_uuid, name, status, inputs, created_at, completed_at)
    VALUES ('one', 'ship', 'SUCCESS', '[1]', 1796000000000, 1796000000500)`;

/** What a later version does: payloads move into tables of their own. */
const migration = `
  CREATE TABLE workflow_input (workflow_uuid text, inputs text);
  CREATE TABLE workflow_output (workflow_uuid text, output text, error text);
  INSERT INTO workflow_input SELECT workflow_uuid, inputs FROM workflow_status;
  UPDATE workflow_status SET inputs = NULL;
  UPDATE dbos_migrations SET version = 123`;

it('finds payloads again soon after DBOS has moved them, while the store stays open', async () => {
  const { url, drop } = await createTestDatabase({ isEmpty: true });
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  await owner.query(tables);
  const target = { name: 'shop', kind: 'dbos', location: 'shop', reason: 'argument' };
  const known = dbosEngine.known ?? { table: '', columns: [] };
  const store = await openDbosStore({ place: url, target, known, projectFolder: '.', secretVariables: [] });
  onTestFinished(async () => {
    vi.restoreAllMocks();
    await store.close();
    await owner.end();
    await drop();
  });
  const readInput = async () => (await store.getRun('one'))?.input;
  const input = await readInput();
  expect(input).toBeDefined();
  await owner.query(migration);
  const now = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => now + 61_000);
  expect(await readInput()).toEqual(input);
});
