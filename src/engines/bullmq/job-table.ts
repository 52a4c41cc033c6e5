import type { EngineTable } from '../../contract/engine.ts';

/** The table of jobs, by which BullMQ is known in PostgreSQL. */
export const jobTable: EngineTable = {
  table: 'job',
  columns: ['queue', 'seq', 'added_at_ms', 'attempts_started', 'pending_deps'],
};
