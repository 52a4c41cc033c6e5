import * as v from 'valibot';
import { toTargetJson } from '../targets/list-targets.ts';
import { answerList } from './answer/answer.ts';
import { defineTool } from './tool.ts';

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
