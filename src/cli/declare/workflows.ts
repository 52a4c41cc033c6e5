import type { Command } from 'commander';
import type { Runner } from '../options/target-options.ts';
import { declareNamesList } from './names-list.ts';
import { declareRunsCancel } from './runs-cancel.ts';
import { declareRunsGet } from './runs-get.ts';
import { declareRunsList } from './runs-list.ts';
import { declareWorkflowsRun } from './workflows-run.ts';

export function declareWorkflows(program: Command, runner: Runner): void {
  const workflows = program.command('workflows').description('workflows and their runs');
  declareNamesList(workflows, runner, 'workflow');
  declareWorkflowsRun(workflows, runner);
  const runs = workflows.command('runs').description('runs of workflows');
  declareRunsList(runs, runner, 'workflow');
  declareRunsGet(runs, runner, 'workflow');
  declareRunsCancel(runs, runner);
}
