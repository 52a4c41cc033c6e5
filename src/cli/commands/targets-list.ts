import type { Command } from 'commander';
import { type ListedTarget, listTargets } from '../../stores/targets/list-targets.ts';
import type { Context } from '../context.ts';
import { addTargetOption, type Runner, targetOf } from '../declare.ts';
import { addExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { addOutputOptions, type Output, type OutputFlags, readOutput } from '../options/output-options.ts';
import { textColumns } from '../print/columns.ts';
import { createListPrinter, type ListShape } from '../print/print-list.ts';
import { textTable } from '../print/text-table.ts';
import { say } from '../print/write.ts';

type TargetsRequest = { readonly output: Output; readonly target?: string };

export function declareTargetsList(targets: Command, { context, done }: Runner, run = runTargetsList): void {
  const command = targets
    .command('list', { isDefault: true })
    .description('list the targets known here; * marks the one in use');
  addOutputOptions(addTargetOption(command));
  addExamples(command, { 'runlens targets': '', 'runlens targets list --json': '' });
  command.action(async (flags: OutputFlags) => {
    done(await run({ output: readOutput(flags, context), target: targetOf(command) }, context));
  });
}

export async function runTargetsList({ output, target }: TargetsRequest, context: Context): Promise<number> {
  const listed = await listTargets(target, context);
  const printer = createListPrinter(targetsShape(context), output, context);
  await printer.add(listed);
  await printer.end();
  if (listed.length === 0) {
    say('no targets are known here: run "runlens demo", or record runs with runlens/recorder', context);
  }
  return exitCodes.ok;
}

function targetsShape(context: Context): ListShape<ListedTarget> {
  return {
    toJson: listed => ({
      name: listed.name,
      kind: listed.target?.kind,
      location: listed.location,
      path: listed.target?.path,
      from: listed.from,
      inUse: listed.isUsed,
      problem: listed.problem,
    }),
    tsv: ['name', 'kind', 'location', 'from', 'inUse', 'problem'],
    toTable: async rows =>
      textTable(
        rows,
        [
          { title: '', text: listed => (listed.isUsed ? '*' : '') },
          { title: 'NAME', text: listed => listed.name },
          { title: 'LOCATION', text: listed => listed.location },
          { title: 'WHY', text: listed => listed.problem ?? listed.from },
        ],
        textColumns(context.stdout, context.env),
      ),
  };
}
