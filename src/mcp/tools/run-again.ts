import * as v from 'valibot';
import { actOnRuns } from '../../operations/acts/act-on-runs.ts';
import { againText } from '../../operations/acts/again-text.ts';
import { runAgain } from '../../operations/acts/run-again.ts';
import type { StartOutcome } from '../../operations/acts/start-outcome.ts';
import { answerList } from '../answer/answer.ts';
import { defineTool, openRecordedRuns } from '../tool.ts';
import { runIds, target } from '../tool-inputs.ts';

export const runAgainTool = defineTool({
  name: 'run_again',
  title: 'Run runs again',
  description:
    'Starts runs once more with the input that they had, as recorded, and answers the ids of the new runs. Use start_run for another input.',
  effect: 'acts',
  input: v.strictObject({
    ids: runIds,
    target,
  }),
  call: async ({ ids, ...args }, context) => {
    const { by, signal } = context;
    const store = await openRecordedRuns(args, context);
    const addresses = [...new Set(ids)];
    const outcomes = await actOnRuns({
      addresses,
      perform: address => runAgain({ store, address, by, trigger: 'api', signal }),
    });
    return answerList({
      name: 'runs',
      rows: outcomes.map((outcome, at) => toJson(addresses[at] ?? '', outcome)),
      nextCursor: undefined,
    });
  },
});

function toJson(id: string, outcome: StartOutcome | undefined) {
  if (!outcome) return { id, result: 'not-sent' };
  return {
    id,
    result: outcome.type,
    newId: outcome.type === 'started' ? outcome.address : undefined,
    reason: againText(outcome),
    hint: outcome.type === 'refused' ? outcome.hint : undefined,
  };
}
