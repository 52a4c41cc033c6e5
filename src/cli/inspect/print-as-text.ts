import { newestFirst } from '../../contract/lists/sort.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { Query } from '../../model/query/query.ts';
import { readByPart } from '../../operations/find-by-part.ts';
import type { Context } from '../context/context.ts';
import { printEmptyNotice, printMissing, printNotes } from '../print/list-notices.ts';
import { runText } from '../print/run-text.ts';
import { runTable } from '../print/run-text-table.ts';
import { writeLines, writeNote } from '../print/write.ts';
import { readPages } from '../store/read-pages.ts';

type Table = {
  readonly query: Query;
  readonly rows: number;
  readonly more: string;
};

export async function printTable(store: RunStore, table: Table, context: Context): Promise<void> {
  const { query, rows, more } = table;
  const runs = [];
  let hasMore = false;
  const notes = new Set<string>();
  for await (const page of readPages(store, { query, sort: newestFirst, limit: rows }, context)) {
    runs.push(...page.runs);
    hasMore = page.nextCursor !== undefined;
    for (const note of page.notes ?? []) notes.add(note);
  }
  if (runs.length === 0) await printEmptyNotice(query, store, store.missing?.(), context);
  await writeLines(await runTable(runs, store.target.name, context), context);
  if (hasMore) writeNote(more, context);
  printMissing(store.missing?.(), context);
  printNotes(notes, context);
}

export async function printDetail(store: RunStore, id: string, context: Context): Promise<void> {
  const { signal } = context;
  const read = (address: string) =>
    store.getRun(address, { include: { steps: true, messages: true }, signal });
  const run = await readByPart(store, id, read, { now: context.now(), signal });
  const shown = run.kind === 'agent' ? run : { ...run, messages: undefined };
  await writeLines(await runText(shown, { summary: false }, context), context);
}
