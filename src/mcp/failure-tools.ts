import * as v from 'valibot';
import { InspectorError } from '../model/errors.ts';
import { groupOrders, sortGroups } from '../model/failure/failure-groups.ts';
import { failureStateKinds } from '../model/failure/memory/failure-states.ts';
import { parseFilter } from '../model/query/parse/parse-query.ts';
import { toFailureJson } from '../model/report/failure-json.ts';
import { runAddress } from '../model/run.ts';
import { toExplanationJson } from '../model/share/explanation-json.ts';
import { explainFailures } from '../operations/failures/failure-explanation.ts';
import { groupsInStates, readFailureStates } from '../operations/failures/failure-memory.ts';
import { findFailureGroup, groupFailures, groupQuery } from '../operations/failures/group-failures.ts';
import { answerList, answerValue } from './answer/answer.ts';
import { explainShown } from './run-tools.ts';
import { defineTool, openStoreOf } from './tool.ts';
import { cursor, filter, limitOf, partCursor, path, target } from './tool-inputs.ts';

export const getFailureTool = defineTool({
  name: 'get_failure',
  title: 'Get a group of failures',
  description:
    'Shows one group of failed runs: its message, counts and last run (lastRunId, for get_run) with its explanation, what its runs share that others have not, and since when it fails.',
  effect: 'reads',
  input: v.strictObject({
    id: v.pipe(
      v.string(),
      v.regex(/^[\w.-]{1,200}$/, 'is no id of a group of failures'),
      v.description('The id of a group: "id" in list_failures, "failureId" in list_runs and get_run.'),
    ),
    path,
    cursor: partCursor,
    target,
  }),
  call: async ({ id, ...args }, context) => {
    const store = await openStoreOf(args, context);
    const group = await findFailureGroup(store, id, context);
    if (!group)
      throw new InspectorError('not-found', `no failed run is of the group ${id}`, {
        hint: 'list_failures lists the groups',
      });
    const own = await context.ownFailures(store.target);
    const stateOf = await readFailureStates(store, [group], { ...context, own });
    const explanation = await explainFailures(store, groupQuery(id), context);
    const shared = explanation && toExplanationJson(explanation, { isMasked: true, now: context.now });
    const last = await store.getRun(runAddress(group.last), { signal: context.signal });
    const { lines } = last
      ? await explainShown(store, last, { failureId: group.id, explanation }, context)
      : { lines: undefined };
    return answerValue({ ...toFailureJson(group, stateOf(group)), explanation: lines, ...shared }, args);
  },
});

export const listFailuresTool = defineTool({
  name: 'list_failures',
  title: 'List groups of failures',
  description:
    'Groups failed runs by their cause and lists the groups with counts, first and last time, workflow, step and message. The place to begin when something fails: one row is one problem, however many runs have it.',
  effect: 'reads',
  input: v.strictObject({
    filter,
    state: v.optional(
      v.pipe(
        v.array(v.picklist(failureStateKinds)),
        v.description(
          'Only groups in one of these states. new: your user has not opened, copied, noted or muted it; seen: has; known: has a note or a ticket; quiet: silent while runs succeed; back: fails again after a note, a mute or silence.',
        ),
      ),
      [],
    ),
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
    const { limit, sort, state, filter: text = '' } = args;
    const query = parseFilter(text);
    const store = await openStoreOf(args, context);
    const own = await context.ownFailures(store.target);
    const { rows, total, nextCursor } = await context.lists.failures.page(
      { key: JSON.stringify([store.target.location, text, sort, state]), limit, cursor: args.cursor },
      async () => {
        const all = await groupFailures(store, query, context);
        const { groups } = await groupsInStates(store, all, state, { ...context, own });
        return sortGroups(groups, sort);
      },
    );
    const stateOf = await readFailureStates(store, rows, { ...context, own });
    return answerList({
      name: 'failures',
      rows: rows.map(group => toFailureJson(group, stateOf(group))),
      nextCursor,
      notes: { total },
    });
  },
});

export const explainFailuresTool = defineTool({
  name: 'explain_failures',
  title: 'Find what failed runs share',
  description:
    'Compares the failed runs that match with the runs of the same workflows that did not fail: which values (of input, trigger, actor, model, version …) only the failed ones have, and since when they fail.',
  effect: 'reads',
  input: v.strictObject({ filter, path, cursor: partCursor, target }),
  call: async (args, context) => {
    const query = parseFilter(args.filter ?? '');
    const store = await openStoreOf(args, context);
    const explanation = await explainFailures(store, query, context);
    if (!explanation) return answerValue({ shared: null, note: 'no run that matches has failed' });
    return answerValue(toExplanationJson(explanation, { isMasked: true, now: context.now }), args);
  },
});
