import * as v from 'valibot';
import { InspectorError } from '../model/errors.ts';
import { toFailureJson } from '../model/report/failure-json.ts';
import { toExplanationJson } from '../model/share/explanation-json.ts';
import { explainFailures } from '../operations/failures/failure-explanation.ts';
import { findFailureGroup, groupQuery } from '../operations/failures/group-failures.ts';
import { readFailureStates } from '../operations/failures/read-failure-states.ts';
import { answerValue } from './answer/answer.ts';
import { defineTool, openStoreOf } from './tool.ts';
import { partCursor, path, target } from './tool-inputs.ts';

export const getFailureTool = defineTool({
  name: 'get_failure',
  title: 'Get a group of failures',
  description:
    'Shows one group of failed runs: its message, counts and last run (lastRunId, for get_run), what its runs share that others have not, and since when it fails.',
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
    return answerValue({ ...toFailureJson(group, stateOf(group)), ...shared }, args);
  },
});
