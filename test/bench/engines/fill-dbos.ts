import type pg from 'pg';
import { dbosEngine } from '../../../src/engines/dbos/dbos-engine.ts';
import { startPostgres } from '../../postgres/start-postgres.ts';
import { connectBare, type FilledEngine, importBuilt, makeTables, pageSize } from './filled-engine.ts';

type DbosStore = typeof import('../../../src/engines/dbos/open-dbos-store.ts');

const schema = 'dbos';

/** Rows that are inserted into tables which DBOS made: workflows a second apart, three steps each. */
export async function fillDbos(runs: number): Promise<FilledEngine> {
  const { url, stop } = await startPostgres();
  await makeTables({ host: 'dbos', program: 'flows.js', env: { DBOS_URL: url, DBOS_SCHEMA: schema } });
  const client = await connectBare(url);
  for (const statement of statements) await client.query(statement, [runs]);
  await client.query('VACUUM ANALYZE');
  const target = { name: 'bench', kind: 'dbos', location: url, reason: 'argument' };
  return {
    ...{ name: 'DBOS', runs, place: `dbos:${url}` },
    async open() {
      const { openDbosStore } = await importBuilt<DbosStore>('dbos-store.js');
      return openDbosStore({
        place: url,
        known: dbosEngine.known,
        target,
        projectFolder: '',
        secretVariables: [],
      });
    },
    bareName: 'two bare statements, of runs and steps',
    barePage: which => barePage(client, which),
    async stop() {
      await client.end();
      await stop();
    },
  };
}

/** One in ten has failed in its last step; some are queued, pending or canceled. */
const workflows = `SELECT n, 'wf-' || lpad(n::text, 8, '0') AS id, (extract(epoch FROM now()) * 1000)::bigint - ($1 - n) * 1000 AS at,
    CASE WHEN n % 10 = 0 THEN 'ERROR' WHEN n % 500 = 1 THEN 'ENQUEUED' WHEN n % 100 = 2 THEN 'PENDING'
      WHEN n % 500 = 3 THEN 'CANCELLED' ELSE 'SUCCESS' END AS status
  FROM generate_series(1, $1::int) n`;

const thrown = `'{"json":{"name":"RangeError","message":"the carrier is busy (' || n || ')","stack":"RangeError: the carrier is busy' ||
  repeat('\\n    at book (file:///app/order.js:10:5)', 8) || '"},"meta":{"values":["Error"]},"__dbos_serializer":"superjson"}'`;

const statements = [
  `INSERT INTO ${schema}.workflow_status (workflow_uuid, status, name, authenticated_user, executor_id, created_at, updated_at,
      application_version, application_id, class_name, config_name, recovery_attempts, queue_name, started_at_epoch_ms, completed_at,
      serialization, application_name)
    SELECT id, status, (array['order', 'refund', 'stock', 'deny'])[1 + n % 4], 'user' || n % 40, 'local', at, at + 900, '1', '', '', '', 1,
      CASE WHEN status = 'ENQUEUED' THEN 'counter' END, CASE WHEN status <> 'ENQUEUED' THEN at END,
      CASE WHEN status IN ('SUCCESS', 'ERROR', 'CANCELLED') THEN at + 900 END, 'js_superjson', 'shop'
    FROM (${workflows}) w`,
  `INSERT INTO ${schema}.workflow_input (workflow_uuid, inputs)
    SELECT id, '{"json":[{"customer":' || n || ',"note":"' || repeat('x', 200) || '"}],"__dbos_serializer":"superjson"}' FROM (${workflows}) w`,
  `INSERT INTO ${schema}.workflow_output (workflow_uuid, output, error)
    SELECT id, CASE status WHEN 'SUCCESS' THEN '{"json":{"total":' || n || '},"__dbos_serializer":"superjson"}' END,
      CASE status WHEN 'ERROR' THEN ${thrown} END FROM (${workflows}) w WHERE status IN ('SUCCESS', 'ERROR')`,
  `INSERT INTO ${schema}.operation_outputs (workflow_uuid, function_id, function_name, output, error, started_at_epoch_ms,
      completed_at_epoch_ms, serialization, application_name)
    SELECT id, place, (array['load customer', 'book carrier', 'price net'])[place + 1],
      CASE WHEN NOT is_last THEN '{"json":{"parcel":' || n || '},"__dbos_serializer":"superjson"}' END,
      CASE WHEN is_last THEN ${thrown} END, at + place * 300, at + place * 300 + 200, 'js_superjson', 'shop'
    FROM (${workflows}) w CROSS JOIN generate_series(0, 2) place CROSS JOIN LATERAL (SELECT status = 'ERROR' AND place = 2 AS is_last) l
    WHERE status <> 'ENQUEUED'`,
];

const columns = `ws.workflow_uuid AS id, ws.name, ws.status, ws.created_at, ws.updated_at, ws.started_at_epoch_ms, ws.completed_at,
  ws.authenticated_user, ws.application_name, ws.application_version, ws.executor_id, ws.queue_name, ws.schedule_name,
  ws.parent_workflow_id, ws.forked_from, ws.recovery_attempts, ws.delay_until_epoch_ms,
  CASE WHEN ws.status = 'ERROR' THEN (SELECT p.error FROM ${schema}.workflow_output p WHERE p.workflow_uuid = ws.workflow_uuid) END AS error`;

/** What a list shows of workflows, and their steps without results. */
async function barePage(client: pg.Client, which: 'newest' | 'failed'): Promise<readonly string[]> {
  const where = which === 'failed' ? "WHERE ws.status = 'ERROR'" : '';
  const { rows } = await client.query<{ id: string }>(
    `SELECT ${columns} FROM ${schema}.workflow_status ws ${where}
      ORDER BY ws.created_at DESC, ws.workflow_uuid DESC LIMIT ${pageSize}`,
  );
  const ids = rows.map(({ id }) => id);
  await client.query(
    `SELECT workflow_uuid, function_id, function_name, started_at_epoch_ms, completed_at_epoch_ms, error
      FROM ${schema}.operation_outputs WHERE workflow_uuid = ANY($1)`,
    [ids],
  );
  return ids;
}
