import { toWorkflowJson, type WorkflowInfo } from '../../contract/workflow-info.ts';
import { formatAge, formatCount } from '../../model/text/formats.ts';
import type { Context } from '../context/context.ts';
import { type DataOptions, defineCommand, type Nouns } from '../options/define-command.ts';
import { printMissing } from '../print/list-notices.ts';
import { type ListShape, printList } from '../print/print-list.ts';
import { writeNotice } from '../print/write.ts';
import { withStore } from '../store/with-store.ts';

export const workflowsList = defineCommand(nouns => ({
  description:
    nouns.kind === 'workflow'
      ? `list the ${nouns.group} that have runs or can be started`
      : `list the ${nouns.group} that have runs`,
  examples: {
    [`runlens ${nouns.group} list`]: '',
    [`runlens ${nouns.group} list -o tsv | cut -f1`]: 'only their names',
  },
  run: (options: DataOptions, context) => listWorkflows(nouns, options, context),
}));

async function listWorkflows(nouns: Nouns, { output, target }: DataOptions, context: Context): Promise<void> {
  await withStore(target, context, async store => {
    const all = await store.workflows({ signal: context.signal });
    const listed = all.filter(info => info.kind === nouns.kind);
    const missing = store.missing?.();
    await printList(listed, workflowShape(nouns, context.now()), output, context, { missing });
    printMissing(missing, context);
    if (output.format === 'table' && listed.length === 0) writeNotice(`no ${nouns.group} have runs`, context);
  });
}

function workflowShape({ kind }: Nouns, now: number): ListShape<WorkflowInfo> {
  return {
    toJson: toWorkflowJson,
    tsv: ['name', 'kind', 'total', 'failed', 'active', 'lastCreatedAt', 'isOffered'],
    table: [
      { title: kind.toUpperCase(), text: info => info.name },
      { title: 'RUNS', align: 'end', text: info => formatCount(info.total) },
      { title: 'FAILED', align: 'end', text: info => formatCount(info.failed) },
      { title: 'ACTIVE', align: 'end', text: info => formatCount(info.active) },
      {
        title: 'LAST RUN',
        text: info => (info.lastCreatedAt === undefined ? '' : formatAge(info.lastCreatedAt, now)),
      },
      { title: 'OFFERED', isOptional: true, text: info => (info.isOffered ? 'yes' : '') },
    ],
  };
}
