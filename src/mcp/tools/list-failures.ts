import * as v from 'valibot';
import { groupOrders, sortGroups } from '../../model/failure/sort-groups.ts';
import { parseFilter } from '../../model/query/parse/parse-filter.ts';
import { toFailureJson } from '../../model/report/failure-json.ts';
import { groupFailures } from '../../operations/failures/group-failures.ts';
import { readFailureStates } from '../../operations/failures/read-failure-states.ts';
import { answerList } from '../answer/answer.ts';
import { readOffset } from '../answer/cursor.ts';
import { defineTool, openStoreOf } from '../tool.ts';
import { cursor, filter, limitOf, target } from '../tool-inputs.ts';

export const listFailuresTool = defineTool({
  name: 'list_failures',
  title: 'List groups of failures',
  description:
    'Groups failed runs by their cause and lists the groups with counts, first and last time, workflow, step and message. The place to begin when something fails: one row is one problem, however many runs have it.',
  effect: 'reads',
  input: v.strictObject({
    filter,
    sort: v.optional(
      v.pipe(
        v.picklist(groupOrders),
        v.description('By the last failure, the number of runs, or the first failure; the greatest first.'),
      ),
      'last',
    ),
    limit: limitOf(50, 20),
    cursor,
    target,
  }),
  call: async (args, context) => {
    const start = readOffset(args.cursor);
    const query = parseFilter(args.filter ?? '');
    const store = await openStoreOf(args, context);
    const groups = sortGroups(await groupFailures(store, query, context), args.sort);
    const end = start + args.limit;
    const shown = groups.slice(start, end);
    const own = await context.ownFailures(store.target);
    const stateOf = await readFailureStates(store, shown, { ...context, own });
    return answerList({
      name: 'failures',
      rows: shown.map(group => toFailureJson(group, stateOf(group))),
      limit: args.limit,
      nextCursor: end < groups.length ? String(end) : undefined,
      notes: { total: groups.length },
    });
  },
});
