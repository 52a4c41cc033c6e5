import * as v from 'valibot';
import { toWorkflowJson } from '../../contract/workflow-json.ts';
import { answerList } from '../answer/answer.ts';
import { readOffset } from '../answer/cursor.ts';
import { defineTool, openStoreOf } from '../tool.ts';
import { cursor, limitOf, target } from '../tool-inputs.ts';

export const listWorkflowsTool = defineTool({
  name: 'list_workflows',
  title: 'List workflows and agents',
  description:
    'Lists the workflows and agents that have runs, with how many runs there are, failed and are active, when the newest was created, and (isOffered) whether one can be started now.',
  effect: 'reads',
  input: v.strictObject({ limit: limitOf(100, 50), cursor, target }),
  call: async ({ limit, ...args }, context) => {
    const start = readOffset(args.cursor);
    const store = await openStoreOf(args, context);
    const all = await store.workflows({ signal: context.signal });
    const end = start + limit;
    return answerList({
      name: 'workflows',
      rows: all.slice(start, end).map(toWorkflowJson),
      limit,
      nextCursor: end < all.length ? String(end) : undefined,
      notes: {
        total: all.length,
        missingTargets: store.missing?.().map(one => ({ target: one.target, problem: one.error.message })),
      },
    });
  },
});
