import * as v from 'valibot';
import { toWorkflowJson } from '../contract/workflow-info.ts';
import { answerList } from './answer/answer.ts';
import { defineTool, openStoreOf } from './tool.ts';
import { cursor, limitOf, target } from './tool-inputs.ts';

export const listWorkflowsTool = defineTool({
  name: 'list_workflows',
  title: 'List workflows and agents',
  description:
    'Lists the workflows and agents that have runs, with how many runs there are, failed and are active, when the newest was created, and (isOffered) whether one can be started now.',
  effect: 'reads',
  input: v.strictObject({ limit: limitOf(100, 50), cursor, target }),
  call: async ({ limit, ...args }, context) => {
    const store = await openStoreOf(args, context);
    const { rows, total, nextCursor } = await context.lists.workflows.page(
      { of: store.target.location, limit, cursor: args.cursor },
      () => store.workflows({ signal: context.signal }),
    );
    return answerList({
      name: 'workflows',
      rows: rows.map(toWorkflowJson),
      nextCursor,
      notes: {
        total,
        missingTargets: store.missing?.().map(one => ({ target: one.target, problem: one.error.message })),
      },
    });
  },
});
