import type { Command } from 'commander';
import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { joinQueries } from '../../model/query/clauses.ts';
import { parseFilter } from '../../model/query/parse/parse-filter.ts';
import { parseQuery } from '../../model/query/parse/parse-query.ts';
import type { RunKind } from '../../model/run.ts';
import { findRetried, type Retried } from '../../operations/acts/find-retried.ts';
import { type FoundRuns, findRuns } from '../../operations/acts/find-runs.ts';
import type { Context } from '../context/context.ts';
import { buildQuery, idsAndFilter } from '../options/build-query.ts';
import { withProgress } from '../print/progress.ts';

export type ChooseFlags = { readonly filter?: string; readonly dryRun?: true; readonly yes?: true };

export type Choice = ChooseFlags & { readonly ids: readonly string[] };

/** `done` is what would become of the runs, in one word or two. */
export function addChooseOptions(command: Command, done: string): Command {
  return command
    .option('--filter <filter>', 'all that match, instead of ids, such as "workflow:signup* since:2h"')
    .option('--dry-run', `list the runs that would be ${done}, and do nothing`)
    .option('--yes', 'do not ask before that');
}

/** Refuses a line that names no runs, names them twice, or by a filter where nobody can be asked. */
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

export function canAsk({ stdin, stderr }: Context): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

/** The runs of a kind that match `filter`, as far as they match `able`, too. */
export async function findChosen(
  store: RunStore,
  { kind, filter, able }: { readonly kind: RunKind; readonly filter: string; readonly able: string },
  context: Context,
): Promise<FoundRuns> {
  const query = joinQueries(buildQuery({ kind, filter }), parseQuery(able));
  const { signal } = context;
  return withProgress('reading runs', context, show =>
    findRuns({ store, query, now: context.now(), signal, onFound: runs => show(runs, runs) }),
  );
}

/** Those that were run again since. */
export async function findRetriedRuns(
  store: RunStore,
  runs: Parameters<typeof findRetried>[0],
  context: Context,
): Promise<Retried> {
  const { signal, startedAt: seenAt } = context;
  return withProgress('looking for runs that were run again', context, show => {
    const onChecked = (checked: number): void => show(checked, runs.length);
    return findRetried(runs, { store, now: context.now(), seenAt, signal, onChecked });
  });
}
