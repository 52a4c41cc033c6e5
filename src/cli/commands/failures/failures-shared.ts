import type { Command } from 'commander';
import type { RunStore } from '../../../contract/run-store.ts';
import type { FailureGroup } from '../../../model/failure/failure-groups.ts';
import { joinQueries } from '../../../model/query/clauses.ts';
import { foldCase } from '../../../model/query/search-words.ts';
import { toExplanationJson } from '../../../model/share/explanation-json.ts';
import { mayBeFailure } from '../../../operations/failures/find-failure.ts';
import { groupQuery } from '../../../operations/failures/group-failures.ts';
import type { Context, Runner } from '../../context/context.ts';
import { exitCodes } from '../../context/exit-codes.ts';
import { buildQuery, type QueryFlags } from '../../options/build-query.ts';
import { addExamples } from '../../options/examples.ts';
import { addDataOptions, type DataOptions, dataOptionsOf } from '../../options/output-options.ts';
import { isUnknownName, printMissing } from '../../print/list-notices.ts';
import { printData } from '../../print/print-list.ts';
import { writeLines, writeNotice } from '../../print/write.ts';
import { withStore } from '../../store/with-store.ts';
import { explanationLines, readExplanation } from './read-explanation.ts';
import { readFailureByPart } from './read-failure-groups.ts';

type Flags = Pick<QueryFlags, 'since' | 'until' | 'filter'>;

export function declareCommand(parent: Command, { context, done }: Runner): Command {
  const command = parent
    .command('shared')
    .description('show what failed runs have in common that others lack, and since when they fail')
    .argument(
      '[workflow]',
      'only failed runs of this workflow or agent, where * matches any text; or the id of a group',
    )
    .option('--since <time>', 'only runs created since this time: 24h, today, 2026-01-31 …')
    .option('--until <time>', 'only runs created before this time')
    .option('--filter <filter>', 'only runs that match, such as "project:shop -actor:ada"');
  addDataOptions(command);
  addExamples(command, {
    'runlens failures shared signup-pipeline --since 24h': '',
    'runlens failures shared 0k3x9f0a1b2': 'of a group of failures',
    "runlens failures shared --filter 'error:timeout' -o json": '',
  });
  return command.action(async (name: string | undefined, flags: Flags) => {
    done(await runFailuresShared({ ...flags, name, ...dataOptionsOf(command, context) }, context));
  });
}

type Options = Flags & DataOptions & { readonly name: string | undefined };

async function runFailuresShared({ output, target, ...flags }: Options, context: Context): Promise<number> {
  buildQuery(flags);
  return withStore(target, context, async store => {
    const group = await readNamedGroup(flags.name, store, context);
    const { name, ...narrowing } = flags;
    const query = group
      ? joinQueries(groupQuery(group.id), buildQuery(narrowing))
      : buildQuery({ ...narrowing, name });
    const explanation = await readExplanation(store, query, context);
    if (output.format === 'table') {
      if (explanation) await writeLines(explanationLines(explanation, context), context);
    } else
      await printData(
        explanation ? toExplanationJson(explanation, { isMasked: output.redact, now: context.now() }) : {},
        output,
        context,
      );
    const isMisnamed = !explanation && !group && (await isUnknownName(flags, store, context));
    if (output.format === 'table' && !explanation && !isMisnamed)
      writeNotice('no run has failed here', context);
    printMissing(store.missing?.(), context);
    return exitCodes.ok;
  });
}

/** The group that is named where a workflow could be, unless one has that name. */
async function readNamedGroup(
  name: string | undefined,
  store: RunStore,
  context: Context,
): Promise<FailureGroup | undefined> {
  if (name === undefined || !mayBeFailure(name)) return undefined;
  const named = await store.suggest('workflow', name, { signal: context.signal });
  const isWorkflow = named.some(one => foldCase(one) === foldCase(name));
  return isWorkflow ? undefined : readFailureByPart(store, name, context);
}
