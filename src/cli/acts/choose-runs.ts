import type { Command } from 'commander';
import { newestFirst } from '../../contract/lists/sort.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { refusedNotes, unofferedNotes } from '../../contract/starts/offers.ts';
import { InspectorError } from '../../model/errors.ts';
import { joinQueries } from '../../model/query/clauses.ts';
import { parseFilter, parseQuery } from '../../model/query/parse/parse-query.ts';
import type { RunKind } from '../../model/run.ts';
import { countOf, formatCount } from '../../model/text/formats.ts';
import { cancelNotes } from '../../operations/acts/cancel-runs.ts';
import { isCountTyped, remotePlace } from '../../operations/acts/consent.ts';
import {
  findRetried,
  findSettled,
  noneRetried,
  type Retried,
  toSought,
} from '../../operations/acts/find-retried.ts';
import {
  type FoundRun,
  type FoundRuns,
  findRuns,
  withoutRuns,
  withRuns,
} from '../../operations/acts/find-runs.ts';
import { readOffers } from '../../operations/acts/read-offers.ts';
import { countsByName, describeStatuses } from '../../operations/run-counts.ts';
import type { Context } from '../context/context.ts';
import { exitCodes } from '../context/exit-codes.ts';
import { buildQuery, idsAndFilter } from '../options/build-query.ts';
import type { Output } from '../options/define-command.ts';
import { explainNoMatch } from '../print/list-notices.ts';
import { type ListShape, printList, textTable } from '../print/print-list.ts';
import { withProgress } from '../print/progress.ts';
import { writeNotice } from '../print/write.ts';
import { readPages } from '../store/read-pages.ts';
import { canAsk, confirmPrompt, countPrompt } from './confirm.ts';

type ActWords = {
  /** As in `cancel 3 runs of …?`. */
  readonly verb: string;
  /** As in `nothing was canceled`. */
  readonly nothing: string;
  /** As in `runs match, but none of them is active`. */
  readonly able: string;
};

type Narrowing = {
  readonly kind: RunKind;
  readonly able: string;
  readonly last?: number;
  readonly isStart?: boolean;
  /** Whether runs that were run again since, or are settled, are left out. */
  readonly leavesOutRetried?: boolean;
  readonly words: ActWords;
};

export type Chosen =
  | { readonly type: 'chosen'; readonly addresses: readonly string[]; readonly retried: Retried }
  | { readonly type: 'done'; readonly exitCode: number };

/** Asks on a terminal before it resolves with the runs; `done` after a dry run, a no, or without a match. */
export async function chooseRuns(
  store: RunStore,
  choice: Choice & { readonly output: Output },
  narrowing: Narrowing,
  context: Context,
): Promise<Chosen> {
  const { dryRun, yes, output } = choice;
  const { words } = narrowing;
  const { found, retried } = await findChosen(store, choice, narrowing, context);
  const addresses = found ? found.runs.map(({ address }) => address) : [...new Set(choice.ids)];
  if (found) writeFound(found, `${dryRun ? 'would ' : ''}${words.verb}`, narrowing.kind, context);
  if (words.verb === 'cancel')
    for (const note of await notesOfCancel(store, found, addresses)) writeNotice(note, context);
  if (found && narrowing.isStart) await writeUnoffered(store, found, context);
  if (found && dryRun) {
    await printList(found.runs, foundShape, output, context);
    return { type: 'done', exitCode: exitCodes.ok };
  }
  const isClear = addresses.length === 0 || (!found && addresses.length === 1);
  if (isClear || yes || !canAsk(context)) return { type: 'chosen', addresses, retried };
  const place = remotePlace(store.target) ?? store.target.location;
  const question = `${words.verb} ${countOf(addresses.length, 'run')} of ${place}?`;
  const isConfirmed =
    found && isCountTyped(addresses.length)
      ? await countPrompt(question, addresses.length, context)
      : await confirmPrompt(question, context);
  if (isConfirmed) return { type: 'chosen', addresses, retried };
  writeNotice(`nothing was ${words.nothing}`, context);
  return { type: 'done', exitCode: exitCodes.failed };
}

/** How many of the named runs are read to say what their cancel leaves going on. */
const mostRead = 20;

async function notesOfCancel(
  store: RunStore,
  found: FoundRuns | undefined,
  ids: readonly string[],
): Promise<readonly string[]> {
  if (found) return cancelNotes(store.can, found.runs);
  const members = [store.can, ...(store.can.members?.values() ?? [])];
  if (!members.some(can => can.cancelNotes)) return [];
  // A run that cannot be read is reported by its cancel.
  const read = await Promise.all(ids.slice(0, mostRead).map(id => store.getRun(id).catch(() => undefined)));
  const runs = read.flatMap(run => (run ? { statusKey: run.status, target: run.target } : []));
  return cancelNotes(store.can, runs);
}

async function findChosen(store: RunStore, { ids, filter }: Choice, narrowing: Narrowing, context: Context) {
  const { kind, able, last, isStart, leavesOutRetried } = narrowing;
  const { signal } = context;
  const readRetried = (runs: Sought) => (isStart ? findRetriedRuns(store, runs, context) : noneRetried);
  if (filter === undefined) return { retried: await readRetried(ids.map(id => toSought(store.target, id))) };
  const query = joinQueries(buildQuery({ kind, filter }), parseQuery(able));
  const all = await withProgress('reading runs', context, show =>
    findRuns({ store, query, now: context.now(), signal, onFound: runs => show(runs, runs) }),
  );
  if (all.runs.length === 0) await writeWhyNone(store, filter, narrowing, context);
  const retried = await readRetried(all.runs);
  const left = leavesOutRetried ? await withoutDone(store, all, retried, context) : all;
  return { found: last === undefined ? left : withRuns(left, left.runs.slice(0, last)), retried };
}

async function withoutDone(store: RunStore, all: FoundRuns, retried: Retried, context: Context) {
  const others = withoutRuns(all, retried);
  const settled = await findSettled(others.runs, { store, now: context.now(), signal: context.signal });
  const noteLeftOut = (count: number, why: string) => {
    const runs = countOf(count, 'run that was', 'runs that were');
    const them = count === 1 ? 'it' : 'them';
    if (count > 0) writeNotice(`left out ${runs} ${why}: --retried includes ${them}`, context);
  };
  noteLeftOut(retried.size, 'run again already');
  noteLeftOut(settled.size, 'settled by a later run');
  return withoutRuns(others, settled);
}

async function writeWhyNone(store: RunStore, filter: string, { kind, words }: Narrowing, context: Context) {
  const query = buildQuery({ kind, filter });
  for await (const { runs } of readPages(store, { query, sort: newestFirst, limit: 1 }, context))
    if (runs.length > 0) return writeNotice(`runs match, but none of them ${words.able}`, context);
  await explainNoMatch(query, store, context);
}

/** Lists, before the starts, the workflows that no program offers: each of their runs is refused. */
async function writeUnoffered(store: RunStore, { runs }: FoundRuns, context: Context): Promise<void> {
  if (runs.length === 0 || (!store.can.start && !store.target.members)) return;
  const offers = await readOffers(store, context.signal);
  for (const line of refusedNotes(runs, offers)) writeNotice(line, context);
  const otherwise = (_: number, workflows: number): string =>
    `${workflows === 1 ? 'its' : 'their'} runs are refused`;
  for (const { reason, hint } of unofferedNotes(runs, offers, otherwise)) {
    writeNotice(reason, context);
    writeNotice(hint, context);
  }
}

const mostNames = 10;

function writeFound({ runs, counts, isCut }: FoundRuns, verb: string, kind: RunKind, context: Context): void {
  if (runs.length === 0) return;
  const more = isCut ? '; there are more, which are left for the next time' : '';
  writeNotice(`${verb} ${countOf(runs.length, 'run')}: ${describeStatuses(counts)}${more}`, context);
  const names = countsByName(counts);
  const lines = textTable(
    names.slice(0, mostNames),
    [
      { title: kind.toUpperCase(), text: ({ name }) => name },
      { title: 'RUNS', align: 'end', text: count => formatCount(count.runs) },
      { title: 'STATUS', text: ({ statuses }) => statuses },
    ],
    context.stderr.columns ?? 80,
  );
  for (const line of lines) context.stderr.write(`${line}\n`);
  if (names.length > mostNames) writeNotice(`… and ${names.length - mostNames} more ${kind}s`, context);
}

const foundShape: ListShape<FoundRun> = {
  toJson: ({ address, name, statusKey }) => ({ id: address, name, status: statusKey }),
  tsv: ['id', 'name', 'status'],
  table: [
    { title: 'STATUS', text: ({ status }) => status },
    { title: 'NAME', text: ({ name }) => name },
    { title: 'ID', text: ({ address }) => address },
  ],
};

export type ChooseFlags = { readonly filter?: string; readonly dryRun?: true; readonly yes?: true };

export type Choice = ChooseFlags & { readonly ids: readonly string[] };

/** `done` is the participle in `the runs that would be canceled`. */
export function addChooseOptions(command: Command, done: string): Command {
  return command
    .option('--filter <filter>', 'instead of ids: all that match, such as "workflow:signup* since:2h"')
    .option('--dry-run', `list the runs that would be ${done}, and do nothing`)
    .option('--yes', 'do not ask first');
}

export function checkChoice({ ids, filter, dryRun, yes }: Choice, context: Context): void {
  if (filter === undefined && dryRun)
    throw new InspectorError('usage', '--dry-run goes with --filter', { hint: 'ids name their runs' });
  if (filter === undefined && ids.length > 0) return;
  if (filter === undefined)
    throw new InspectorError('usage', 'no run is named', {
      hint: 'give ids, or --filter for all that match',
    });
  if (ids.length > 0) throw idsAndFilter(ids, filter);
  parseFilter(filter);
  if (filter.trim() === '')
    throw new InspectorError('usage', '--filter is empty, and would mean every run', {
      hint: 'say so with a filter such as "since:3650d"',
    });
  if (!yes && !dryRun && !canAsk(context))
    throw new InspectorError('usage', 'without a terminal nobody can be asked whether these are the runs', {
      hint: 'look at them with --dry-run, then add --yes',
    });
}

type Sought = Parameters<typeof findRetried>[0];

async function findRetriedRuns(store: RunStore, runs: Sought, context: Context): Promise<Retried> {
  const { signal, startedAt: seenAt } = context;
  return withProgress('looking for runs that were run again', context, show => {
    const onChecked = (checked: number): void => show(checked, runs.length);
    return findRetried(runs, { store, now: context.now(), seenAt, signal, onChecked });
  });
}
