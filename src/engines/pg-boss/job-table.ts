import type { EngineTable } from '../../contract/engine.ts';

/** The table of jobs, by which pg-boss is known. */
export const jobTable: EngineTable = {
  table: 'job',
  columns: ['retry_count', 'retry_limit', 'start_after', 'completed_on', 'keep_until', 'state'],
};
