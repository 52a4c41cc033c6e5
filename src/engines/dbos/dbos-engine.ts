import { databaseEngine } from '../kit/database-place.ts';

/** DBOS Transact (https://docs.dbos.dev), durable workflows in PostgreSQL. */
export const dbosEngine = databaseEngine({
  kind: 'dbos',
  protocols: ['postgres', 'postgresql'],
  open: async ({ place, target, writtenBy, projectFolder, secretVariables }) => {
    const { openDbosStore } = await import('./open-dbos-store.ts');
    const isForeign = writtenBy === 'project';
    return openDbosStore({ place, isForeign, target, projectFolder: projectFolder(), secretVariables });
  },
});
