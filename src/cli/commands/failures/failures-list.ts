import { type Command, Option } from 'commander';
import { type GroupOrder, groupOrders, sortGroups } from '../../../model/failure/failure-groups.ts';
import { type FailureStateKind, failureStateKinds } from '../../../model/failure/memory/failure-states.ts';
import { joinQueries, openFailures } from '../../../model/query/clauses.ts';
import { countOf } from '../../../model/text/formats.ts';
import { groupsInStates, readFailureStates } from '../../../operations/failures/failure-memory.ts';
import type { Context, Runner } from '../../context/context.ts';
import { exitCodes } from '../../context/exit-codes.ts';
import { openOwnFailures } from '../../memory/own-failures.ts';
import { buildQuery, type QueryFlags } from '../../options/build-query.ts';
import { addExamples } from '../../options/examples.ts';
import { addDataOptions, type DataOptions, dataOptionsOf } from '../../options/output-options.ts';
import { parseCount, parseListOf } from '../../options/parse-value.ts';
import { isUnknownName, printMissing } from '../../print/list-notices.ts';
import { createListPrinter } from '../../print/print-list.ts';
import { writeNotice } from '../../print/write.ts';
import { withStore } from '../../store/with-store.ts';
import { failureShape, readFailureGroups } from './read-failure-groups.ts';

type Flags = Pick<QueryFlags, 'since' | 'until' | 'filter'> & {
  readonly sort: GroupOrder;
  readonly limit: number;
  readonly open?: true;
  readonly state?: readonly FailureStateKind[];
};

export function declareCommand(parent: Command, { context, done }: Runner): Command {
  const command = parent
    .command('list')
    .description('list the groups of failed runs, the latest failure first')
    .argument('[workflow]', 'only failed runs of this workflow or agent; * matches any text')
    .option('--since <time>', 'only runs created since this time: 24h, today, 2026-01-31 …')
    .option('--until <time>', 'only runs created before this time')
    .option('--open', 'only runs whose work no later run has done')
    .option('--filter <filter>', 'only runs that match, such as "project:shop -actor:ada"')
    .option(
      '--state <states>',
      `only groups in one of these states: ${failureStateKinds.join(', ')}`,
      parseListOf(failureStateKinds),
    )
    .addOption(
      new Option(
        '--sort <order>',
        'by the last failure, the number of runs, or the first failure; largest or newest first',
      )
        .choices(groupOrders)
        .default('last'),
    )
    .option('--limit <count>', 'at most this many groups', parseCount, 50);
  addDataOptions(command);
  addExamples(command, {
    'runlens failures list --since 24h --sort count': '',
    'runlens failures list --open': 'what nobody has done again with success',
    'runlens failures list --state new,back': 'what you have not looked into yet, and what came back',
    'runlens failures list signup-pipeline -o tsv': '',
  });
  return command.action(async (name: string | undefined, flags: Flags) => {
    done(await runFailuresList({ ...flags, name, ...dataOptionsOf(command, context) }, context));
  });
}

type Options = Flags & DataOptions & { readonly name: string | undefined };

async function runFailuresList(
  { output, target, limit, sort, open, state = [], ...flags }: Options,
  context: Context,
): Promise<number> {
  const asked = buildQuery(flags);
  const query = open ? joinQueries(asked, openFailures) : asked;
  return withStore(target, context, async store => {
    const all = await readFailureGroups(store, query, context);
    const own = await openOwnFailures(context, store.target);
    const options = { own, now: context.now(), signal: context.signal };
    const { groups, stateOf: known } = await groupsInStates(store, all, state, options);
    const shown = sortGroups(groups, sort).slice(0, limit);
    const stateOf = known ?? (await readFailureStates(store, shown, options));
    const printer = createListPrinter(failureShape(context, stateOf), output, context);
    await printer.add(shown);
    await printer.end({ missing: store.missing?.() });
    printMissing(store.missing?.(), context);
    const isMisnamed = all.length === 0 && (await isUnknownName(flags, store, context));
    if (output.format === 'table' && groups.length === 0 && !isMisnamed)
      writeNotice(
        all.length === 0
          ? open
            ? 'no failure is open here'
            : 'no run has failed here'
          : `no group of failures is ${state.join(' or ')}`,
        context,
      );
    if (groups.length > limit)
      writeNotice(`there are ${countOf(groups.length, 'group')}: --limit shows more`, context);
    return exitCodes.ok;
  });
}
