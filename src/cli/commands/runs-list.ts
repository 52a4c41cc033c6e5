import type { MissingTarget, RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import type { TargetChoice } from '../../targets/resolved-target.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { buildQuery } from '../options/build-query.ts';
import { checkSort, type ListFlags } from '../options/list-options.ts';
import type { Output } from '../options/output-options.ts';
import { sayMissing, sayNone, sayNotes } from '../print/list-notices.ts';
import { createListPrinter } from '../print/print-list.ts';
import { runShape } from '../print/print-runs.ts';
import { say } from '../print/write.ts';
import { readPages } from '../store/read-pages.ts';
import { withHistory, withStore } from '../store/with-store.ts';

export type ListRequest = {
  readonly flags: ListFlags;
  readonly output: Output;
  readonly target: TargetChoice;
  /** Whether the history is asked for, rather than the target that commands use. */
  readonly isHistory?: boolean;
};

/** Lists runs; none is a result like any other. */
export async function runListRuns(request: ListRequest, context: Context): Promise<number> {
  const { flags, output } = request;
  const query = buildQuery(flags);
  checkSort(flags);
  const open = request.isHistory ? withHistory : withStore;
  return open(request.target, context, async store => {
    checkSortOf(store, flags);
    const printer = createListPrinter(runShape(store.target.name, context), output, context);
    let nextCursor: string | undefined;
    let count = 0;
    const missing = new Map<string, MissingTarget>();
    const notes = new Set<string>();
    for await (const page of readPages(store, { query, ...flags }, context)) {
      await printer.add(page.runs);
      count += page.runs.length;
      nextCursor = page.nextCursor;
      for (const one of page.missing ?? []) missing.set(one.target, one);
      for (const note of page.notes ?? []) notes.add(note);
    }
    await printer.end({ nextCursor, missing: [...missing.values()] });
    sayMissing([...missing.values()], context);
    sayNotes(notes, context);
    if (output.format === 'table' && count === 0) sayNone(query, store, [...missing.values()], context);
    if (nextCursor !== undefined && !carriesCursor(output)) {
      say(`there are more: go on with --cursor ${nextCursor}`, context);
    }
    return exitCodes.ok;
  });
}

function carriesCursor({ format }: Output): boolean {
  return format === 'json' || format === 'yaml';
}

function checkSortOf(store: RunStore, { sort }: ListFlags): void {
  if (store.can.sorts.includes(sort.field)) return;
  throw new InspectorError('unsupported', `${store.target.name} cannot sort by ${sort.field}`, {
    hint: `it sorts by ${store.can.sorts.join(', ')}`,
  });
}
