import type { Command } from 'commander';
import type { Runner } from '../context/context.ts';
import { addExamples } from '../options/examples.ts';
import { addDataOptions, dataOptionsOf } from '../options/output-options.ts';
import { addGetOptions, type GetFlags } from '../options/run-options.ts';
import { runRunsGet } from './runs-get.ts';

/** `history get`: what `runs get` does, for a run of any kind and on the target of the history. */
export function declareCommand(group: Command, { context, done }: Runner): Command {
  const command = group
    .command('get')
    .description('show one run or session')
    .argument('<run-id>', 'the id of the run, or target/id with several targets');
  addDataOptions(addGetOptions(command));
  addExamples(command, {
    'runlens history get demo-failed': '',
    'runlens history get demo-failed --field error.message': 'only that field',
  });
  return command.action(async (id: string, flags: GetFlags) => {
    done(await runRunsGet({ ...flags, id, ...dataOptionsOf(command, context), isHistory: true }, context));
  });
}
