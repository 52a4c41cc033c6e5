import { type ListedTarget, listTargets } from '../../targets/list-targets.ts';
import type { TargetChoice } from '../../targets/resolved-target.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Output } from '../options/output-options.ts';
import { textColumns } from '../print/output-style.ts';
import { createListPrinter, type ListShape } from '../print/print-list.ts';
import { textTable } from '../print/text-table.ts';
import { say } from '../print/write.ts';

type TargetsRequest = { readonly output: Output; readonly target: TargetChoice };

export async function runListTargets({ output, target }: TargetsRequest, context: Context): Promise<number> {
  const listed = await listTargets(target.named, context, target);
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
      kind: listed.target?.info.kind,
      location: listed.location,
      path: listed.target?.kind === 'sqlite' ? listed.target.path : undefined,
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
