import type { EngineTable } from '../../contract/engine.ts';

/** The table of workflows, by which DBOS is known. */
export const statusTable: EngineTable = {
  table: 'workflow_status',
  columns: ['workflow_uuid', 'completed_at', 'attributes'],
};
