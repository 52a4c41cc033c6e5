import type { WorkflowInfo } from '../../contract/run-store.ts';
import type { RunKind } from '../../model/run.ts';
import { formatAge, formatCount, toIsoTime } from '../../model/text/formats.ts';
import type { TargetChoice } from '../../targets/resolved-target.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { kindWords } from '../nouns.ts';
import type { Output } from '../options/output-options.ts';
import { sayMissing } from '../print/list-notices.ts';
import { textColumns } from '../print/output-style.ts';
import { createListPrinter, type ListShape } from '../print/print-list.ts';
import { textTable } from '../print/text-table.ts';
import { say } from '../print/write.ts';
import { withStore } from '../store/with-store.ts';

type NamesRequest = { readonly kind: RunKind; readonly output: Output; readonly target: TargetChoice };

export async function runListNames(
  { kind, output, target }: NamesRequest,
  context: Context,
): Promise<number> {
  return withStore(target, context, async store => {
    const all = await store.workflows({ signal: context.signal });
    const named = all.filter(info => info.kind === kind);
    const printer = createListPrinter(namesShape(kind, context), output, context);
    await printer.add(named);
    await printer.end({ missing: store.missing?.() });
    sayMissing(store.missing?.(), context);
    if (output.format === 'table' && named.length === 0)
      say(`no ${kindWords[kind].group} have runs`, context);
    return exitCodes.ok;
  });
}

function namesShape(kind: RunKind, context: Context): ListShape<WorkflowInfo> {
  const now = context.now();
  return {
    toJson: info => ({
      name: info.name,
      kind: info.kind,
      total: info.total,
      failed: info.failed,
      active: info.active,
      lastCreatedAt: info.lastCreatedAt === undefined ? undefined : toIsoTime(info.lastCreatedAt),
    }),
    tsv: ['name', 'kind', 'total', 'failed', 'active', 'lastCreatedAt'],
    toTable: async infos =>
      textTable(
        infos,
        [
          { title: kind.toUpperCase(), text: info => info.name },
          { title: 'RUNS', align: 'end', text: info => formatCount(info.total) },
          { title: 'FAILED', align: 'end', text: info => formatCount(info.failed) },
          { title: 'ACTIVE', align: 'end', text: info => formatCount(info.active) },
          {
            title: 'NEWEST',
            text: info => (info.lastCreatedAt === undefined ? '' : formatAge(info.lastCreatedAt, now)),
          },
        ],
        textColumns(context.stdout, context.env),
      ),
  };
}
