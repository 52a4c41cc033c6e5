import { databaseEngine } from '../kit/database-place.ts';
import { statusTable } from './status-table.ts';

/** DBOS Transact (https://docs.dbos.dev), durable workflows in PostgreSQL. */
export const dbosEngine = databaseEngine({
  kind: 'dbos',
  protocols: ['postgres', 'postgresql'],
  known: statusTable,
  open: async ({ projectFolder, ...options }) => {
    const { openDbosStore } = await import('./open-dbos-store.ts');
    return openDbosStore({ ...options, projectFolder: projectFolder() });
  },
});
