import type { RunStore } from '../../contract/run-store.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { InspectorError } from '../../model/errors.ts';
import { parseFilter } from '../../model/query/parse/parse-query.ts';
import { formatExactDuration } from '../../model/query/parse-duration.ts';
import { countOf } from '../../model/text/formats.ts';
import { countOldRuns, type OldRuns, type PruneRequest, pruneRuns } from '../../operations/prune-runs.ts';
import { sumRuns } from '../../operations/run-counts.ts';
import { createActNote } from '../../stores/journaled-store.ts';
import type { OpenedRemover } from '../../stores/open-run-remover.ts';
import { resolveTarget } from '../../targets/resolve-target.ts';
import { canAsk, confirmPrompt } from '../acts/confirm.ts';
import type { Context } from '../context/context.ts';
import { exitCodes } from '../context/exit-codes.ts';
import { type DataOptions, defineCommand } from '../options/define-command.ts';
import { parseAge } from '../options/parse-value.ts';
import { type Pruned, printPruned, pruneQuestion } from '../print/print-pruned.ts';
import { withProgress } from '../print/progress.ts';
import { writeNotice } from '../print/write.ts';
import { withOpenedStore } from '../store/with-store.ts';

type PruneOptions = DataOptions & {
  readonly olderThan: number;
  readonly filter?: string;
  readonly dryRun?: true;
  readonly yes?: true;
  readonly compact?: true;
};

export const prune = defineCommand({
  description: 'remove old runs from a local store or a database',
  declare: command =>
    command
      .requiredOption(
        '--older-than <age>',
        'only runs that ended longer ago than this, such as 30d; active runs stay',
        parseAge,
      )
      .option('--filter <filter>', 'only runs that match, such as "status:success -project:billing"')
      .option('--dry-run', 'show what would be removed, and remove nothing')
      .option('--yes', 'do not ask first')
      .option(
        '--compact',
        'then rewrite the file to free its space; no other program may have it open (SQLite)',
      ),
  shares: 'data of one target',
  examples: {
    'runlens prune --older-than 30d --dry-run': '',
    'runlens prune --older-than 7d --filter status:success --yes': 'failed runs stay',
    'runlens prune --target postgres://runlens@db/runlens --older-than 90d': '',
  },
  run: runPrune,
});

async function runPrune(options: PruneOptions, context: Context): Promise<number> {
  const query = parseFilter(options.filter ?? '');
  const target = await resolveTarget(options.target.named, context, options.target);
  const { openRunRemover } = await import('../../stores/open-run-remover.ts');
  const remover = await openRunRemover(target);
  if (options.compact && !remover.compact) throw cannotCompact();
  const now = context.now();
  const age = { query, endedBefore: now - options.olderThan, now, signal: context.signal };
  try {
    const note = (outcome: string) => noteAct(outcome, options, target.info, context);
    const pruned = await withOpenedStore(target, context, store =>
      pruneStore({ ...age, store, remover, note }, store, options, context),
    );
    if (!pruned) return exitCodes.failed;
    await printPruned(await measureAfter(pruned, remover, options), options.output, context);
    return exitCodes.ok;
  } finally {
    await remover.close();
  }
}

async function noteAct(
  outcome: string,
  { olderThan, filter }: PruneOptions,
  target: TargetInfo,
  { acts }: Context,
): Promise<void> {
  const age = formatExactDuration(olderThan);
  const asked = { act: 'prune', on: `runs older than ${age}`, command: 'prune', names: [] };
  const note = createActNote(target, acts.keep);
  await note({ ...asked, options: { 'older-than': age, filter } }, outcome);
}

/** The file can be rewritten only once this program no longer reads it. */
async function measureAfter(pruned: Pruned, remover: OpenedRemover, options: PruneOptions): Promise<Pruned> {
  if (options.dryRun) return pruned;
  if (options.compact) await remover.compact?.();
  return { ...pruned, after: await remover.size() };
}

/** Also where nothing is old, so that a script learns of it before the day when something is. */
function nobodyToAsk(): InspectorError {
  return new InspectorError('usage', 'without a terminal nobody can be asked whether runs may be removed', {
    hint: 'look at them with --dry-run, then add --yes',
  });
}

function cannotCompact(): InspectorError {
  return new InspectorError('usage', '--compact rewrites the file of a local store; a database has none', {
    hint: 'leave it out: new runs use the space that is free',
  });
}

type Pruning = PruneRequest & { readonly note: (outcome: string) => Promise<void> };

async function pruneStore(
  request: Pruning,
  store: RunStore,
  options: PruneOptions,
  context: Context,
): Promise<Pruned | undefined> {
  if (!options.yes && !options.dryRun && !canAsk(context)) throw nobodyToAsk();
  const { remover, endedBefore, signal } = request;
  const before = await remover.size(signal);
  const total = (await store.counts({ signal }))?.total ?? 0;
  const old = await withProgress('counting runs', context, show =>
    countOldRuns({ ...request, onProgress: runs => show(runs, total) }),
  );
  const found = { location: store.target.location, endedBefore, old, total, before };
  if (options.dryRun) return found;
  const isAsked = old.runs > 0 && !options.yes;
  if (isAsked && !(await confirmPrompt(pruneQuestion(found), context))) {
    writeNotice('nothing was removed', context);
    return undefined;
  }
  return { ...found, old: await removeOldRuns(request, old, context) };
}

/** The counts differ where runs ended or were removed meanwhile. */
async function removeOldRuns(request: Pruning, old: OldRuns, context: Context): Promise<OldRuns> {
  let removed = 0;
  try {
    const counts = await withProgress('removing runs', context, show =>
      pruneRuns({
        ...request,
        onProgress(runs) {
          removed = runs;
          show(runs, old.runs);
        },
      }),
    );
    await request.remover.giveBack('all', request.signal);
    const runs = sumRuns(counts);
    await request.note(`removed ${countOf(runs, 'run')}`);
    return { counts, runs, bytes: old.runs > 0 ? Math.round((old.bytes / old.runs) * runs) : 0 };
  } catch (error) {
    writeNotice(`stopped after removing ${countOf(removed, 'run')}; the others are as before`, context);
    await request.note(`stopped after removing ${countOf(removed, 'run')}`);
    throw error;
  }
}
