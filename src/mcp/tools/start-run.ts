import * as v from 'valibot';
import { InspectorError } from '../../model/errors.ts';
import { againText } from '../../operations/acts/again-text.ts';
import { maskedInputRefusal } from '../../operations/acts/masked-input.ts';
import { startOutcome } from '../../operations/acts/start-outcome.ts';
import { answerValue } from '../answer/answer.ts';
import { defineTool, openRecordedRuns } from '../tool.ts';
import { target } from '../tool-inputs.ts';

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
    target,
  }),
  call: async ({ target: name, ...request }, context) => {
    const masked = maskedInputRefusal(request.input);
    if (masked !== undefined)
      throw new InspectorError('usage', `not started: ${masked}`, {
        hint: 'run_again sends the input of a run as it was recorded; here, the user has to give the secret',
      });
    const { by, signal } = context;
    const store = await openRecordedRuns({ target: name }, context);
    const outcome = await startOutcome(store.target, request, () =>
      store.startRun({ ...request, by, trigger: 'api' }, { signal }),
    );
    if (outcome.type === 'started') return answerValue({ id: outcome.address });
    const hint = outcome.type === 'refused' ? outcome.hint : undefined;
    throw new InspectorError('conflict', againText(outcome) ?? '', { hint });
  },
});
