import type { Command } from 'commander';
import { addExamples } from './examples.ts';
import type { Runner } from './runner.ts';

export function declareTargetsUse(targets: Command, { context, done }: Runner): void {
  const command = targets
    .command('use')
    .description('make a target the one used where no project says otherwise')
    .argument('<target>', 'a path, a folder or a configured name');
  addExamples(command, { 'runlens targets use ~/shop': '' });
  command.action(async (target: string) => {
    const { runChooseTarget } = await import('../commands/choose-target.ts');
    done(await runChooseTarget(target, context));
  });
}
