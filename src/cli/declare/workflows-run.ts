import type { Command } from 'commander';
import { addExamples } from '../options/examples.ts';
import { addOutputOptions, type OutputFlags, readOutput } from '../options/output-options.ts';
import { addTargetOption, type Runner, targetOf } from '../options/target-options.ts';

export function declareWorkflowsRun(parent: Command, { context, done }: Runner): void {
  const command = parent
    .command('run')
    .description('start a run, where the target can; a local store only records them')
    .argument('<workflow>', "the workflow's name")
    .option('--input <json>', 'the input: JSON, @file, or - for standard input');
  addOutputOptions(addTargetOption(command));
  addExamples(command, {
    [`runlens workflows run signup-pipeline --input '{"email":"ada@example.com"}'`]: '',
    'runlens workflows run nightly-report --input @report.json --json': '',
  });
  command.action(async (workflow: string, { input, ...flags }: OutputFlags & { readonly input?: string }) => {
    const { runStartRun } = await import('../commands/workflows-run.ts');
    const request = { workflow, input, output: readOutput(flags, context), target: targetOf(command) };
    done(await runStartRun(request, context));
  });
}
