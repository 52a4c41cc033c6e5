import { newestFirst, type RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { emptyQuery, type Query } from '../../model/query/query.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { hasScreen } from '../has-screen.ts';
import type { InspectorArgs } from '../inspector-args.ts';
import { withStore } from '../store/with-store.ts';

const rowsAsText = 50;

/** The screen on a terminal, else the table, or the one run, as text. */
export async function runInspect(args: InspectorArgs, context: Context): Promise<number> {
  const { target: named, isInsecure, filter, runId } = args;
  const query = filter === undefined ? emptyQuery : await parseFilterText(filter);
  return withStore({ named, isInsecure }, context, async store => {
    if (hasScreen(context)) {
      const { openScreen } = await import('../open-screen.ts');
      return openScreen({ store, context, filter, runId });
    }
    if (runId !== undefined) return printRunAsText(store, runId, context);
    const more = `the newest ${rowsAsText} are shown: "runlens history list" lists more`;
    return printTableAsText(store, { query, rows: rowsAsText, more }, context);
  });
}

async function parseFilterText(filter: string) {
  const { parseFilter } = await import('../options/build-query.ts');
  return parseFilter(filter);
}

type TextTable = {
  readonly query: Query;
  readonly rows: number;
  /** Said when there are more. */
  readonly more: string;
};

/** The newest runs as a table. */
export async function printTableAsText(store: RunStore, table: TextTable, context: Context): Promise<number> {
  const [{ readPages }, { runTable }, { say, writeOut }] = await Promise.all([
    import('../store/read-pages.ts'),
    import('../print/run-table.ts'),
    import('../print/write.ts'),
  ]);
  const { query, rows, more } = table;
  const runs = [];
  let hasMore = false;
  const notes = new Set<string>();
  for await (const page of readPages(store, { query, sort: newestFirst, limit: rows }, context)) {
    runs.push(...page.runs);
    hasMore = page.nextCursor !== undefined;
    for (const note of page.notes ?? []) notes.add(note);
  }
  if (runs.length === 0) {
    const { sayNone } = await import('../print/list-notices.ts');
    sayNone(query, store, store.missing?.(), context);
  }
  const lines = await runTable(runs, store.target.name, context);
  if (lines.length > 0) await writeOut(`${lines.join('\n')}\n`, context);
  if (hasMore) say(more, context);
  if (store.missing || notes.size > 0) {
    const { sayMissing, sayNotes } = await import('../print/list-notices.ts');
    sayMissing(store.missing?.(), context);
    sayNotes(notes, context);
  }
  return exitCodes.ok;
}

/** One run's detail as text. */
export async function printRunAsText(store: RunStore, runId: string, context: Context): Promise<number> {
  const [{ runText }, { writeOut }] = await Promise.all([
    import('../print/run-text.ts'),
    import('../print/write.ts'),
  ]);
  const run = await store.getRun(runId, { include: { steps: true, messages: true }, signal: context.signal });
  if (!run) {
    throw new InspectorError('not-found', `there is no run ${runId} in ${store.target.location}`, {
      hint: 'runlens without --run lists the runs there are',
    });
  }
  const isAgent = run.kind === 'agent';
  const shown = isAgent ? run : { ...run, messages: undefined };
  await writeOut(`${(await runText(shown, { summary: false }, context)).join('\n')}\n`, context);
  return exitCodes.ok;
}
