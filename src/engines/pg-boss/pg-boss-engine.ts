import { databaseEngine } from '../kit/database-place.ts';
import { jobTable } from './job-table.ts';

/** pg-boss (https://github.com/timgit/pg-boss), a queue of jobs in PostgreSQL. */
export const pgBossEngine = databaseEngine({
  kind: 'pg-boss',
  protocols: ['postgres', 'postgresql'],
  known: jobTable,
  open: async ({ place, target, isForeign }) => {
    const { openPgBossStore } = await import('./open-pg-boss-store.ts');
    return openPgBossStore({ place, isForeign, target });
  },
});
