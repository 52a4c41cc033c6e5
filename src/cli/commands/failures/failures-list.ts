import { Option } from 'commander';
import { type GroupOrder, groupOrders, sortGroups } from '../../../model/failure/failure-groups.ts';
import { type FailureStateKind, failureStateKinds } from '../../../model/failure/memory/failure-states.ts';
import { joinQueries, openFailures } from '../../../model/query/clauses.ts';
import { countOf } from '../../../model/text/formats.ts';
import { groupsInStates, readFailureStates } from '../../../operations/failures/failure-memory.ts';
import { groupFailures } from '../../../operations/failures/group-failures.ts';
import type { Context } from '../../context/context.ts';
import { openOwnFailures } from '../../memory/own-failures.ts';
import { addNarrowing, buildQuery, type QueryFlags } from '../../options/build-query.ts';
import { type DataOptions, defineCommand } from '../../options/define-command.ts';
import { parseCount, parseListOf } from '../../options/parse-value.ts';
import { isUnknownName, printMissing } from '../../print/list-notices.ts';
import { printList } from '../../print/print-list.ts';
import { writeNotice } from '../../print/write.ts';
import { withStore } from '../../store/with-store.ts';
import { failureShape, searchGroups } from './read-failure-groups.ts';

type Options = DataOptions &
  Pick<QueryFlags, 'since' | 'until' | 'filter'> & {
    readonly sort: GroupOrder;
    readonly limit: number;
    readonly open?: true;
    readonly state?: readonly FailureStateKind[];
  };

export const failuresList = defineCommand({
  description: 'list the groups of failed runs, the latest failure first',
  declare: command =>
    addNarrowing(
      command.argument('[workflow]', 'only failed runs of this workflow or agent; * matches any text'),
    )
      .option('--open', 'only runs whose work no later run has done')
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
      .option('--limit <count>', 'at most this many groups', parseCount, 50),
  examples: {
    'runlens failures list --since 24h --sort count': '',
    'runlens failures list --open': 'what nobody has done again with success',
    'runlens failures list --state new,back': 'what you have not looked into yet, and what came back',
    'runlens failures list signup-pipeline -o tsv': '',
  },
  run: runFailuresList,
});

async function runFailuresList(options: Options, context: Context): Promise<void> {
  const { args, output, target, limit, sort, open, state = [], since, until, filter } = options;
  const [name] = args;
  const asked = buildQuery({ name, since, until, filter });
  const query = open ? joinQueries(asked, openFailures) : asked;
  await withStore(target, context, async store => {
    const all = await searchGroups(context, found => groupFailures(store, query, found));
    const own = await openOwnFailures(context, store.target);
    const known = { own, now: context.now(), signal: context.signal };
    const { groups, stateOf: found } = await groupsInStates(store, all, state, known);
    const shown = sortGroups(groups, sort).slice(0, limit);
    const stateOf = found ?? (await readFailureStates(store, shown, known));
    const missing = store.missing?.();
    await printList(shown, failureShape(context, stateOf), output, context, { missing });
    printMissing(missing, context);
    const isMisnamed = all.length === 0 && (await isUnknownName({ name }, store, context));
    if (output.format === 'table' && groups.length === 0 && !isMisnamed) {
      const none = open ? 'no failure is open here' : 'no run has failed here';
      writeNotice(all.length === 0 ? none : `no group of failures is ${state.join(' or ')}`, context);
    }
    if (groups.length > limit)
      writeNotice(`there are ${countOf(groups.length, 'group')}: --limit shows more`, context);
  });
}
