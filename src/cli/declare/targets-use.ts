import type { Command } from 'commander';
import { addExamples } from '../options/examples.ts';
import type { Runner } from '../options/target-options.ts';

export function declareTargetsUse(targets: Command, { context, done }: Runner): void {
  const command = targets
    .command('use')
    .description('make a target the one used where no project says otherwise')
    .argument('<target>', 'a path, a folder, an address or a configured name; several with commas');
  addExamples(command, {
    'runlens targets use ~/shop': '',
    'runlens targets use https://runs.example.com': '',
  });
  command.action(async (target: string) => {
    const { runChooseTarget } = await import('../commands/targets-use.ts');
    done(await runChooseTarget(target, context));
  });
}
