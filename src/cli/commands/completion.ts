import { Argument, type Command } from 'commander';
import { completionScripts, type Shell, shells } from '../completion/scripts.ts';
import type { Context, Runner } from '../context/context.ts';
import { exitCodes } from '../context/exit-codes.ts';
import { addExamples } from '../options/examples.ts';
import { writeOut } from '../print/write.ts';

export function declareCommand(program: Command, { context, done }: Runner): Command {
  const command = program
    .command('completion')
    .description('print a script that completes commands, workflow names, statuses and ids')
    .addArgument(new Argument('<shell>').choices(shells));
  addExamples(command, {
    'source <(runlens completion bash)': 'in ~/.bashrc',
    'source <(runlens completion zsh)': 'in ~/.zshrc, after compinit',
    'runlens completion fish | source': 'in ~/.config/fish/config.fish',
  });
  return command.action(async (shell: Shell) => done(await runCompletion(shell, context)));
}

async function runCompletion(shell: Shell, context: Context): Promise<number> {
  await writeOut(completionScripts[shell], context);
  return exitCodes.ok;
}
