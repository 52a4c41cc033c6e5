import type { Command } from 'commander';
import type { RunKind } from '../../model/run.ts';
import { kindWords } from '../nouns.ts';
import { addExamples } from '../options/examples.ts';
import { addOutputOptions, type OutputFlags, readOutput } from '../options/output-options.ts';
import { addTargetOption, type Runner, targetOf } from '../options/target-options.ts';

export function declareNamesList(parent: Command, { context, done }: Runner, kind: RunKind): void {
  const { group } = kindWords[kind];
  const command = parent.command('list').description(`list the ${group} that have runs`);
  addOutputOptions(addTargetOption(command));
  addExamples(command, {
    [`runlens ${group} list`]: '',
    [`runlens ${group} list -o tsv | cut -f1`]: 'only their names',
  });
  command.action(async (flags: OutputFlags) => {
    const { runListNames } = await import('../commands/workflows-list.ts');
    done(
      await runListNames({ kind, output: readOutput(flags, context), target: targetOf(command) }, context),
    );
  });
}
