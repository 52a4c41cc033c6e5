import { databaseEngine } from '../kit/database-place.ts';

/** DBOS Transact (https://docs.dbos.dev), durable workflows in PostgreSQL. */
export const dbosEngine = databaseEngine({
  kind: 'dbos',
  known: { table: 'workflow_status', columns: ['workflow_uuid', 'completed_at', 'attributes'] },
  open: async options => (await import('./open-dbos-store.ts')).openDbosStore(options),
});
