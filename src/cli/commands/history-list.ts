import { type Command, Option } from 'commander';
import type { Runner } from '../context/context.ts';
import { addExamples } from '../options/examples.ts';
import { addDataOptions, dataOptionsOf } from '../options/output-options.ts';
import { addListOptions, type ListFlags } from '../options/run-options.ts';
import { runRunsList } from './runs-list.ts';

/** `history list`: what `runs list` does, over runs of every kind and on the target of the history. */
export function declareCommand(group: Command, { context, done, line }: Runner): Command {
  const command = group
    .command('list')
    .description('list runs of every kind, newest first')
    .addOption(new Option('--kind <kind>', 'only runs of this kind').choices(['workflow', 'agent']))
    .option('--project <project>', 'only runs of this project; * matches any text');
  addDataOptions(addListOptions(command));
  addExamples(command, {
    'runlens history list --kind workflow --status failed': '',
    'runlens history list --target cloud,local --since 24h': 'the runs of two targets in one list',
    "runlens history list --project 'shop*' --since today -o ndjson": '',
  });
  return command.action(async (flags: ListFlags) => {
    done(await runRunsList({ flags, line, ...dataOptionsOf(command, context), isHistory: true }, context));
  });
}
