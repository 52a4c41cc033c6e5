import type { Command } from 'commander';
import { addExamples } from '../options/examples.ts';
import { addOutputOptions, type OutputFlags, readOutput } from '../options/output-options.ts';
import { addTargetOption, type Runner, targetOf } from '../options/target-options.ts';

type CancelFlags = OutputFlags & { readonly kill?: true; readonly wait?: true; readonly yes?: true };

export function declareRunsCancel(parent: Command, { context, done }: Runner): void {
  const command = parent
    .command('cancel')
    .description('ask for runs to be canceled')
    .argument('<run-id...>', 'the ids')
    .option('--kill', 'end them at once, without letting them clean up, where the target can')
    .option('--wait', 'wait until they have ended')
    .option('--yes', 'do not ask about several');
  addOutputOptions(addTargetOption(command));
  addExamples(command, {
    'runlens workflows runs cancel run_1': '',
    'runlens workflows runs cancel run_1 run_2 --wait --yes': '',
  });
  command.action(async (ids: readonly string[], flags: CancelFlags) => {
    const { runCancelRuns } = await import('../commands/runs-cancel.ts');
    const { kill = false, wait = false, yes = false } = flags;
    done(
      await runCancelRuns(
        { ids, kill, wait, yes, output: readOutput(flags, context), target: targetOf(command) },
        context,
      ),
    );
  });
}
