import { databaseEngine } from '../kit/database-place.ts';

/** pg-boss (https://github.com/timgit/pg-boss), a queue of jobs in PostgreSQL. */
export const pgBossEngine = databaseEngine({
  kind: 'pg-boss',
  known: {
    table: 'job',
    columns: ['retry_count', 'retry_limit', 'start_after', 'completed_on', 'keep_until', 'state'],
  },
  open: async options => (await import('./open-pg-boss-store.ts')).openPgBossStore(options),
});
