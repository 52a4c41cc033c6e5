import { databaseEngine } from '../kit/database-place.ts';

/** pg-boss (https://github.com/timgit/pg-boss), a queue of jobs in PostgreSQL. */
export const pgBossEngine = databaseEngine({
  kind: 'pg-boss',
  protocols: ['postgres', 'postgresql'],
  open: async ({ place, target, writtenBy }) => {
    const { openPgBossStore } = await import('./open-pg-boss-store.ts');
    return openPgBossStore({ place, isForeign: writtenBy === 'project', target });
  },
});
