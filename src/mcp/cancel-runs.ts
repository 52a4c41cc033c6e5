import * as v from 'valibot';
import { toCancelJson } from '../operations/acts/cancel-json.ts';
import { cancelRuns } from '../operations/acts/cancel-runs.ts';
import { answerList } from './answer/answer.ts';
import { defineTool, openRecordedRuns } from './tool.ts';
import { runIds, target } from './tool-inputs.ts';

export const cancelRunsTool = defineTool({
  name: 'cancel_runs',
  title: 'Cancel runs',
  description:
    'Requests that active runs end, so that they can clean up. Answers for each run whether that was requested, or why not; get_run shows when it has ended.',
  effect: 'ends',
  input: v.strictObject({
    ids: runIds,
    target,
  }),
  call: async ({ ids, ...args }, context) => {
    const { by, signal } = context;
    const store = await openRecordedRuns(args, context);
    const addresses = [...new Set(ids)];
    const outcomes = await cancelRuns({ store, addresses, act: 'cancel', by, signal });
    return answerList({
      name: 'runs',
      rows: outcomes.map((outcome, at) => toCancelJson(addresses[at] ?? '', outcome)),
      nextCursor: undefined,
    });
  },
});
