import * as v from 'valibot';
import { groupOrders, sortGroups } from '../model/failure/failure-groups.ts';
import { parseFilter } from '../model/query/parse/parse-filter.ts';
import { toFailureJson } from '../model/report/failure-json.ts';
import { groupFailures } from '../operations/failures/group-failures.ts';
import { readFailureStates } from '../operations/failures/read-failure-states.ts';
import { answerList } from './answer/answer.ts';
import { defineTool, openStoreOf } from './tool.ts';
import { cursor, filter, limitOf, target } from './tool-inputs.ts';

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
    const { limit, sort, filter: text = '' } = args;
    const query = parseFilter(text);
    const store = await openStoreOf(args, context);
    const { rows, total, nextCursor } = await context.lists.failures.page(
      { of: JSON.stringify([store.target.location, text, sort]), limit, cursor: args.cursor },
      async () => sortGroups(await groupFailures(store, query, context), sort),
    );
    const own = await context.ownFailures(store.target);
    const stateOf = await readFailureStates(store, rows, { ...context, own });
    return answerList({
      name: 'failures',
      rows: rows.map(group => toFailureJson(group, stateOf(group))),
      nextCursor,
      notes: { total },
    });
  },
});
