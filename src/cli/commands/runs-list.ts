import type { Command } from 'commander';
import { canSort } from '../../contract/lists/run-order.ts';
import type { MissingTarget } from '../../contract/lists/run-page.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { quoteWord } from '../../model/report/shell-command.ts';
import type { Context, Runner } from '../context/context.ts';
import { exitCodes } from '../context/exit-codes.ts';
import type { Nouns } from '../context/nouns.ts';
import { buildQuery } from '../options/build-query.ts';
import { addExamples } from '../options/examples.ts';
import { addDataOptions, type DataOptions, dataOptionsOf, type Output } from '../options/output-options.ts';
import { addListOptions, checkSort, type ListFlags } from '../options/run-options.ts';
import { isUnknownName, printEmptyNotice, printMissing, printNotes } from '../print/list-notices.ts';
import { createListPrinter } from '../print/print-list.ts';
import { runShape } from '../print/run-shape.ts';
import { writeNote } from '../print/write.ts';
import { createFailureIdAdder, readPages } from '../store/read-pages.ts';
import { refuseUnknownStatus, withHistory, withStore } from '../store/with-store.ts';

export function declareCommand(group: Command, { context, done, line }: Runner, nouns: Nouns): Command {
  const { kind, run, runs, example } = nouns;
  const command = group
    .command('list')
    .description(`list ${run}s, newest first`)
    .argument(`[${kind}]`, `only ${run}s of this ${kind}; * matches any text`);
  addDataOptions(addListOptions(command));
  addExamples(command, {
    [`runlens ${runs} list`]: 'the 50 newest',
    [`runlens ${runs} list ${example} --status failed`]: 'those that failed',
    [`runlens ${runs} list --since 24h --filter 'error:timeout' -o tsv`]: '',
    [`runlens ${runs} list --since 24h --filter 'log:"card declined"'`]: 'those that logged it',
    [`runlens ${runs} list --sort -duration --limit 10`]: 'the ten longest',
  });
  return command.action(async (name: string | undefined, flags: ListFlags) => {
    const options = { flags: { ...flags, kind, name }, line, ...dataOptionsOf(command, context) };
    done(await runRunsList(options, context));
  });
}

type RunsListOptions = DataOptions & {
  readonly flags: ListFlags;
  /** The words of the command line, to which the next page adds its cursor. */
  readonly line: readonly string[];
  /** Whether to read from the target of the history, rather than from the one that other commands use. */
  readonly isHistory?: boolean;
};

export async function runRunsList(options: RunsListOptions, context: Context): Promise<number> {
  const { flags, output } = options;
  const query = buildQuery(flags);
  checkSort(flags);
  const open = options.isHistory ? withHistory : withStore;
  return open(options.target, context, async store => {
    checkSortOf(store, flags);
    await refuseUnknownStatus(store, query, context);
    const printer = createListPrinter(runShape(store.target.name, context, flags.sort), output, context);
    let nextCursor: string | undefined;
    let count = 0;
    const missing = new Map<string, MissingTarget>();
    const notes = new Set<string>();
    const toListed = output.format === 'table' ? undefined : await createFailureIdAdder(store, context);
    for await (const page of readPages(store, { query, ...flags }, context)) {
      await printer.add(toListed ? await toListed(page.runs) : page.runs);
      count += page.runs.length;
      nextCursor = page.nextCursor;
      for (const one of page.missing ?? []) missing.set(one.target, one);
      for (const note of page.notes ?? []) notes.add(note);
    }
    const left = [...missing.values()];
    await printer.end({ nextCursor, missing: left });
    printMissing(left, context);
    printNotes(notes, context);
    // The stream is opened only where it is asked.
    const isForPeople = () => output.format === 'table' || context.stderr.isTTY === true;
    const isMisnamed = count === 0 && (await isUnknownName(flags, store, context));
    if (count === 0 && !isMisnamed && isForPeople()) await printEmptyNotice(query, store, left, context);
    if (nextCursor !== undefined && !carriesCursor(output))
      writeNote(`there are more: ${nextPageCommand(options.line, nextCursor)}`, context);
    return exitCodes.ok;
  });
}

/** The same command for the next page, safe to paste into a POSIX shell. */
function nextPageCommand(line: readonly string[], cursor: string): string {
  const words: string[] = [];
  for (let at = 0; at < line.length; at += 1) {
    const word = line[at] ?? '';
    if (word === '--') {
      words.push('--cursor', cursor, ...line.slice(at));
      return ['runlens', ...words.map(quoteWord)].join(' ');
    }
    if (word === '--cursor') at += 1;
    else if (!word.startsWith('--cursor=')) words.push(word);
  }
  return ['runlens', ...words.map(quoteWord), '--cursor', quoteWord(cursor)].join(' ');
}

function carriesCursor({ format }: Output): boolean {
  return format === 'json' || format === 'yaml';
}

function checkSortOf(store: RunStore, { sort }: ListFlags): void {
  if (canSort(store.can, sort)) return;
  throw new InspectorError('unsupported', `${store.target.name} cannot sort by ${sort.field}`, {
    hint: `it sorts by ${store.can.sorts.join(', ')}`,
  });
}
