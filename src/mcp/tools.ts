import { cancelRunsTool } from './cancel-runs.ts';
import { compareRunsTool } from './compare-runs.ts';
import { explainFailuresTool } from './explain-failures.ts';
import { getFailureTool } from './get-failure.ts';
import { getRunTool } from './get-run.ts';
import { listFailuresTool } from './list-failures.ts';
import { listRunsTool } from './list-runs.ts';
import { listTargetsTool } from './list-targets.ts';
import { listWorkflowsTool } from './list-workflows.ts';
import { runAgainTool } from './run-again.ts';
import { startRunTool } from './start-run.ts';
import type { Tool } from './tool.ts';

/** Every tool, in the order in which an agent as a rule needs them. */
export const tools: readonly Tool[] = [
  listFailuresTool,
  getFailureTool,
  listRunsTool,
  getRunTool,
  compareRunsTool,
  explainFailuresTool,
  listWorkflowsTool,
  listTargetsTool,
  cancelRunsTool,
  startRunTool,
  runAgainTool,
];
