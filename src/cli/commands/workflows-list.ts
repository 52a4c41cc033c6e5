import type { Command } from 'commander';
import { toWorkflowJson, type WorkflowInfo } from '../../contract/workflow-info.ts';
import { formatAge, formatCount } from '../../model/text/formats.ts';
import type { Context, Runner } from '../context/context.ts';
import { exitCodes } from '../context/exit-codes.ts';
import type { Nouns } from '../context/nouns.ts';
import { addExamples } from '../options/examples.ts';
import { addDataOptions, type DataOptions, dataOptionsOf } from '../options/output-options.ts';
import { printMissing } from '../print/list-notices.ts';
import { createListPrinter, type ListShape } from '../print/print-list.ts';
import { textTable } from '../print/text-table.ts';
import { outputColumns, writeNotice } from '../print/write.ts';
import { withStore } from '../store/with-store.ts';

export function declareCommand(parent: Command, { context, done }: Runner, nouns: Nouns): Command {
  const { group } = nouns;
  const command = parent
    .command('list')
    .description(
      nouns.kind === 'workflow'
        ? `list the ${group} that have runs or can be started`
        : `list the ${group} that have runs`,
    );
  addDataOptions(command);
  addExamples(command, {
    [`runlens ${group} list`]: '',
    [`runlens ${group} list -o tsv | cut -f1`]: 'only their names',
  });
  return command.action(async () => {
    done(await runWorkflowsList({ nouns, ...dataOptionsOf(command, context) }, context));
  });
}

type Options = DataOptions & { readonly nouns: Nouns };

async function runWorkflowsList({ nouns, output, target }: Options, context: Context): Promise<number> {
  return withStore(target, context, async store => {
    const all = await store.workflows({ signal: context.signal });
    const listed = all.filter(info => info.kind === nouns.kind);
    const printer = createListPrinter(workflowShape(nouns, context), output, context);
    await printer.add(listed);
    await printer.end({ missing: store.missing?.() });
    printMissing(store.missing?.(), context);
    if (output.format === 'table' && listed.length === 0) writeNotice(`no ${nouns.group} have runs`, context);
    return exitCodes.ok;
  });
}

const offeredColumn = {
  title: 'OFFERED',
  text: (info: WorkflowInfo) => (info.isOffered ? 'yes' : ''),
};

function workflowShape({ kind }: Nouns, context: Context): ListShape<WorkflowInfo> {
  const now = context.now();
  return {
    toJson: toWorkflowJson,
    tsv: ['name', 'kind', 'total', 'failed', 'active', 'lastCreatedAt', 'isOffered'],
    toTable: async infos =>
      textTable(
        infos,
        [
          { title: kind.toUpperCase(), text: info => info.name },
          { title: 'RUNS', align: 'end', text: info => formatCount(info.total) },
          { title: 'FAILED', align: 'end', text: info => formatCount(info.failed) },
          { title: 'ACTIVE', align: 'end', text: info => formatCount(info.active) },
          {
            title: 'LAST RUN',
            text: info => (info.lastCreatedAt === undefined ? '' : formatAge(info.lastCreatedAt, now)),
          },
          ...(infos.some(info => info.isOffered) ? [offeredColumn] : []),
        ],
        outputColumns(context),
      ),
  };
}
