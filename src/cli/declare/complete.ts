import { Argument, type Command } from 'commander';
import { type Shell, shells } from '../completion/scripts.ts';
import type { Runner } from '../options/target-options.ts';

/** Hidden: the scripts of `runlens completion` ask it. */
export function declareComplete(program: Command, { context, done }: Runner): void {
  program
    .command('__complete', { hidden: true })
    .addArgument(new Argument('<shell>').choices(shells))
    .argument('<line>')
    .argument('[word-breaks]')
    .action(async (shell: Shell, line: string, wordBreaks = '') => {
      const { runCompleteLine } = await import('../commands/complete-line.ts');
      done(await runCompleteLine({ shell, line, wordBreaks }, program, context));
    });
}
