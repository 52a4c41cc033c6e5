import { Argument, type Command } from 'commander';
import { type Shell, shells } from '../completion/scripts.ts';
import { addExamples } from '../options/examples.ts';
import type { Runner } from '../options/target-options.ts';

export function declareCompletion(program: Command, { context, done }: Runner): void {
  const command = program
    .command('completion')
    .description('print a script that completes commands, workflow names, statuses and ids')
    .addArgument(new Argument('<shell>').choices(shells));
  addExamples(command, {
    'source <(runlens completion bash)': 'in ~/.bashrc',
    'source <(runlens completion zsh)': 'in ~/.zshrc, after compinit',
    'runlens completion fish | source': 'in ~/.config/fish/config.fish',
  });
  command.action(async (shell: Shell) => {
    const { runPrintCompletion } = await import('../commands/completion.ts');
    done(await runPrintCompletion(shell, context));
  });
}
