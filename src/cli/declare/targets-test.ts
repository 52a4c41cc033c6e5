import type { Command } from 'commander';
import { addExamples } from '../options/examples.ts';
import { addOutputOptions, type OutputFlags, readOutput } from '../options/output-options.ts';
import { addTargetOption, type Runner, targetOf } from '../options/target-options.ts';

export function declareTargetsTest(targets: Command, { context, done }: Runner): void {
  const command = targets
    .command('test')
    .description('open a target and read from it; several, separated by commas, each for itself')
    .argument('[target]', 'default: the one in use');
  addOutputOptions(addTargetOption(command));
  addExamples(command, {
    'runlens targets test': '',
    'runlens targets test https://runs.example.com': 'version, what the token allows, how long it takes',
    'runlens targets test shop,cloud': '',
  });
  command.action(async (target: string | undefined, flags: OutputFlags) => {
    const { runTestTarget } = await import('../commands/targets-test.ts');
    done(
      await runTestTarget(
        {
          target: target === undefined ? targetOf(command) : { ...targetOf(command), named: target },
          output: readOutput(flags, context),
        },
        context,
      ),
    );
  });
}
