import { Option } from 'commander';
import type { MissingTarget } from '../../contract/lists/run-page.ts';
import { quoteWord } from '../../model/report/shell-command.ts';
import { refuseUnknownSort } from '../../operations/list-pages.ts';
import type { Context } from '../context/context.ts';
import { buildQuery } from '../options/build-query.ts';
import { type DataOptions, defineCommand } from '../options/define-command.ts';
import { addListOptions, checkSort, type ListFlags } from '../options/run-options.ts';
import { isUnknownName, printEmptyNotice, printMissing, printNotes } from '../print/list-notices.ts';
import { createListPrinter } from '../print/print-list.ts';
import { runShape } from '../print/run-shape.ts';
import { writeNote } from '../print/write.ts';
import { createFailureIdAdder, readPages } from '../store/read-pages.ts';
import { refuseUnknownStatus, withHistory, withStore } from '../store/with-store.ts';

export const runsList = defineCommand(({ kind, run, runs, example }) => ({
  description: `list ${run}s, newest first`,
  declare: command =>
    addListOptions(command.argument(`[${kind}]`, `only ${run}s of this ${kind}; * matches any text`)),
  examples: {
    [`runlens ${runs} list`]: 'the 50 newest',
    [`runlens ${runs} list ${example} --status failed`]: 'those that failed',
    [`runlens ${runs} list --since 24h --filter 'error:timeout' -o tsv`]: '',
    [`runlens ${runs} list --since 24h --filter 'log:"card declined"'`]: 'those that logged it',
    [`runlens ${runs} list --sort -duration --limit 10`]: 'the ten longest',
  },
  run: (options: Options, context) =>
    listRuns({ ...options, kind, name: options.args[0] }, withStore, context),
}));

export const historyList = defineCommand({
  description: 'list runs of every kind, newest first',
  declare: command =>
    addListOptions(
      command
        .addOption(new Option('--kind <kind>', 'only runs of this kind').choices(['workflow', 'agent']))
        .option('--project <project>', 'only runs of this project; * matches any text'),
    ),
  examples: {
    'runlens history list --kind workflow --status failed': '',
    'runlens history list --target cloud,local --since 24h': 'the runs of two targets in one list',
    "runlens history list --project 'shop*' --since today -o ndjson": '',
  },
  run: (options: Options, context) => listRuns(options, withHistory, context),
});

type Options = DataOptions & ListFlags;

async function listRuns(options: Options, open: typeof withStore, context: Context): Promise<void> {
  const { output, target, line, sort, limit, cursor } = options;
  const query = buildQuery(options);
  checkSort(options);
  await open(target, context, async store => {
    refuseUnknownSort(store, sort);
    await refuseUnknownStatus(store, query, context);
    const printer = createListPrinter(runShape(store.target.name, context, sort), output, context);
    let nextCursor: string | undefined;
    let count = 0;
    const missing = new Map<string, MissingTarget>();
    const notes = new Set<string>();
    const hasIds = output.format !== 'table' && output.format !== 'tsv';
    const toListed = hasIds ? await createFailureIdAdder(store, context) : undefined;
    for await (const page of readPages(store, { query, sort, limit, cursor }, context)) {
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
    // Reading `stderr` opens the stream, which takes a millisecond.
    const isForPeople = () => output.format === 'table' || context.stderr.isTTY === true;
    const isMisnamed = count === 0 && (await isUnknownName(options, store, context));
    if (count === 0 && !isMisnamed && isForPeople()) await printEmptyNotice(query, store, left, context);
    if (nextCursor !== undefined && output.format !== 'json' && output.format !== 'yaml')
      writeNote(`there are more: ${nextPageCommand(line, nextCursor)}`, context);
  });
}

/** Repeats the command for the next page, safe to paste into a POSIX shell. */
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
