import * as v from 'valibot';
import { toWorkflowJson } from '../contract/workflow-info.ts';
import { toTargetJson } from '../targets/list-targets.ts';
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

const mostTargets = 50;

export const listTargetsTool = defineTool({
  name: 'list_targets',
  title: 'List targets',
  description:
    'Lists the places that runs can be read from here: local stores, servers, workflow engines. inUse marks the one that the other tools read from unless they are given a target.',
  effect: 'reads',
  input: v.strictObject({}),
  call: async (_, { targets }) => {
    const listed = await targets.list();
    return answerList({
      name: 'targets',
      rows: listed.slice(0, mostTargets).map(toTargetJson),
      nextCursor: undefined,
      notes: listed.length > mostTargets ? { total: listed.length } : {},
    });
  },
});
