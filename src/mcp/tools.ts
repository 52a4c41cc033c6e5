import type { Tool } from './tool.ts';
import { cancelRunsTool } from './tools/cancel-runs.ts';
import { compareRunsTool } from './tools/compare-runs.ts';
import { explainFailuresTool } from './tools/explain-failures.ts';
import { getFailureTool } from './tools/get-failure.ts';
import { getRunTool } from './tools/get-run.ts';
import { listFailuresTool } from './tools/list-failures.ts';
import { listRunsTool } from './tools/list-runs.ts';
import { listTargetsTool } from './tools/list-targets.ts';
import { listWorkflowsTool } from './tools/list-workflows.ts';
import { runAgainTool } from './tools/run-again.ts';
import { startRunTool } from './tools/start-run.ts';

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
