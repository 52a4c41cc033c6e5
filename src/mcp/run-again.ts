import * as v from 'valibot';
import { alreadyText } from '../contract/starts/start-request.ts';
import { actOnRuns } from '../operations/acts/act-on-runs.ts';
import { againText } from '../operations/acts/again-text.ts';
import { findRetried, toSought } from '../operations/acts/find-retried.ts';
import { runAgain } from '../operations/acts/run-again.ts';
import type { StartOutcome } from '../operations/acts/start-outcome.ts';
import { answerList } from './answer/answer.ts';
import { defineTool, openRecordedRuns, openStoreOf } from './tool.ts';
import { runIds, target } from './tool-inputs.ts';

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
    const { by, now, signal } = context;
    const store = await openRecordedRuns(args, context);
    const addresses = [...new Set(ids)];
    const sought = addresses.map(address => toSought(store.target, address));
    const retried = await findRetried(sought, { store: await openStoreOf(args, context), now, signal });
    const outcomes = await actOnRuns({
      addresses,
      perform: address => runAgain({ store, address, retried, by, trigger: 'api', signal }),
    });
    return answerList({
      name: 'runs',
      rows: outcomes.map((outcome, at) => toJson(addresses[at] ?? '', outcome)),
      nextCursor: undefined,
    });
  },
});

function startedJson(outcome: StartOutcome) {
  if (outcome.type !== 'started') return { result: outcome.type };
  return { result: outcome.already ? 'already-started' : outcome.type, newId: outcome.address };
}

function hintOf(outcome: StartOutcome): string | undefined {
  if (outcome.type === 'refused') return outcome.hint;
  return outcome.type === 'unknown' && outcome.id ? `ask get_run for ${outcome.id}` : undefined;
}

function reasonOf(outcome: StartOutcome): string | undefined {
  const already = outcome.type === 'started' ? outcome.already : undefined;
  return already ? alreadyText(already) : againText(outcome);
}

function toJson(id: string, outcome: StartOutcome | undefined) {
  if (!outcome) return { id, result: 'not-sent' };
  return {
    id,
    ...startedJson(outcome),
    reason: reasonOf(outcome),
    hint: hintOf(outcome),
  };
}
