import type { Command } from 'commander';
import { InspectorError } from '../../model/errors.ts';
import type { Context } from '../context.ts';
import { addTargetOption, type Runner, targetOf } from '../declare.ts';
import { addExamples } from '../examples.ts';
import { withStore } from '../with-store.ts';

type RunRequest = { readonly workflow: string; readonly target?: string };

export function declareWorkflowsRun(parent: Command, { context, done }: Runner, run = runWorkflowsRun): void {
  const command = parent
    .command('run')
    .description('start a run, where the target can; a local store only records them')
    .argument('<workflow>', "the workflow's name")
    .option('--input <json>', 'the input: JSON, @file, or - for standard input');
  addTargetOption(command);
  addExamples(command, {
    [`runlens workflows run signup-pipeline --input '{"email":"ada@example.com"}'`]: '',
  });
  command.action(async (workflow: string) => {
    done(await run({ workflow, target: targetOf(command) }, context));
  });
}

export async function runWorkflowsRun({ workflow, target }: RunRequest, context: Context): Promise<number> {
  return withStore(target, context, async store => {
    const { location } = store.target;
    throw new InspectorError('unsupported', `${location} cannot start runs: it only records them`, {
      hint: `start "${workflow}" in the program that records into it`,
    });
  });
}
