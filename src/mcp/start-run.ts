import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { createRunIds, runIdPattern, runIdWords } from '../contract/run-ids.ts';
import { alreadyText } from '../contract/starts/start-request.ts';
import { InspectorError } from '../model/errors.ts';
import { againText } from '../operations/acts/again-text.ts';
import { maskedInputRefusal } from '../operations/acts/masked-input.ts';
import {
  keepsIds,
  type StartedAgain,
  type StartOutcome,
  startOutcome,
} from '../operations/acts/start-outcome.ts';
import { answerValue } from './answer/answer.ts';
import { defineTool, openRecordedRuns } from './tool.ts';
import { target } from './tool-inputs.ts';

export const startRunTool = defineTool({
  name: 'start_run',
  title: 'Start a run',
  description:
    'Starts a new run of a workflow with an input, where a running program offers the workflow, and answers the id of the run; get_run shows how it goes on.',
  effect: 'acts',
  input: v.strictObject({
    workflow: v.pipe(
      v.string(),
      v.nonEmpty('takes the name of a workflow'),
      v.maxLength(1_000),
      v.description('The name of the workflow, as list_workflows lists it.'),
    ),
    input: v.optional(
      v.pipe(v.unknown(), v.description('The input: any JSON value. Leave it out for none.')),
    ),
    id: v.optional(
      v.pipe(
        v.string(),
        v.regex(runIdPattern, `takes ${runIdWords}`),
        v.description(
          'Only to send a start again of which it is not known whether it arrived: the id that the answer named. With the same arguments, nothing is started twice.',
        ),
      ),
    ),
    target,
  }),
  call: async ({ target: name, id: given, ...sent }, context) => {
    const masked = maskedInputRefusal(sent.input);
    if (masked !== undefined)
      throw new InspectorError('usage', `not started: ${masked}`, {
        hint: 'run_again sends the input of a run as it was recorded; here, the user has to give the secret',
      });
    const { by, now, signal, unanswered } = context;
    const store = await openRecordedRuns({ target: name }, context);
    const hash = hashOf({ name, ...sent });
    // Any other id would let an agent try whether a run was started with an input that it guesses.
    if (given !== undefined && unanswered.get(given) !== hash) throw noSuchStart(given);
    const id = given ?? (keepsIds(store.target) ? newId(now) : undefined);
    const request = { ...sent, id };
    const outcome = await startOutcome(store.target, request, () =>
      store.startRun({ ...request, by, trigger: 'api' }, { signal }),
    );
    if (outcome.type === 'unknown' && outcome.id !== undefined) unanswered.set(outcome.id, hash);
    if (outcome.type === 'started') return answerValue(startedJson(outcome));
    throw new InspectorError('conflict', againText(outcome) ?? '', { hint: hintOf(outcome) });
  },
});

const newId = createRunIds();

function hashOf(sent: object): string {
  return createHash('sha256').update(JSON.stringify(sent)).digest('base64');
}

function noSuchStart(id: string): InspectorError {
  return new InspectorError(
    'usage',
    `not started: no start of ${id} with these arguments waits for an answer`,
    {
      hint: 'leave the id out for a new run',
    },
  );
}

function startedJson({ address: id, already }: StartedAgain) {
  return already ? { id, note: alreadyText(already) } : { id };
}

function hintOf(outcome: StartOutcome): string | undefined {
  if (outcome.type === 'refused') return outcome.hint;
  if (outcome.type !== 'unknown' || outcome.id === undefined) return undefined;
  return `ask get_run for ${outcome.id}; if there is no such run, call start_run again with the same arguments and this id`;
}
