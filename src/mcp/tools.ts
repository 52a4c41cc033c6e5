import type { Tool } from './tool.ts';
import { cancelRuns } from './tools/cancel-runs.ts';
import { compareRuns } from './tools/compare-runs.ts';
import { explainFailures } from './tools/explain-failures.ts';
import { getFailure } from './tools/get-failure.ts';
import { getRun } from './tools/get-run.ts';
import { listFailures } from './tools/list-failures.ts';
import { listRuns } from './tools/list-runs.ts';
import { listTargets } from './tools/list-targets.ts';
import { listWorkflows } from './tools/list-workflows.ts';
import { runAgain } from './tools/run-again.ts';
import { startRun } from './tools/start-run.ts';

/** Every tool, in the order in which an agent as a rule needs them. */
export const tools: readonly Tool[] = [
  listFailures,
  getFailure,
  listRuns,
  getRun,
  compareRuns,
  explainFailures,
  listWorkflows,
  listTargets,
  cancelRuns,
  startRun,
  runAgain,
];
