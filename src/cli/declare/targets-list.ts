import type { Command } from 'commander';
import { addExamples } from '../options/examples.ts';
import { addOutputOptions, type OutputFlags, readOutput } from '../options/output-options.ts';
import { addTargetOption, type Runner, targetOf } from '../options/target-options.ts';

export function declareTargetsList(targets: Command, { context, done }: Runner): void {
  const command = targets
    .command('list', { isDefault: true })
    .description('list the targets known here; * marks the one in use');
  addOutputOptions(addTargetOption(command));
  addExamples(command, { 'runlens targets': '', 'runlens targets list --json': '' });
  command.action(async (flags: OutputFlags) => {
    const { runListTargets } = await import('../commands/targets-list.ts');
    done(await runListTargets({ output: readOutput(flags, context), target: targetOf(command) }, context));
  });
}
