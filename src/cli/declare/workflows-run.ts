import type { Command } from 'commander';
import { addExamples } from './examples.ts';
import { addTargetOption, type Runner, targetOf } from './runner.ts';

export function declareWorkflowsRun(parent: Command, { context, done }: Runner): void {
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
    const { runStartRun } = await import('../commands/start-run.ts');
    done(await runStartRun({ workflow, target: targetOf(command) }, context));
  });
}
