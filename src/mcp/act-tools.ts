import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { createRunIds, runIdPattern, runIdWords } from '../contract/run-ids.ts';
import { alreadyText } from '../contract/starts/start-request.ts';
import { InspectorError, ignoreExpected } from '../model/errors.ts';
import { actOnRuns } from '../operations/acts/act-on-runs.ts';
import { cancelRuns, toCancelJson } from '../operations/acts/cancel-runs.ts';
import { findRetried, toSought } from '../operations/acts/find-retried.ts';
import { maskedInputRefusal } from '../operations/acts/masked-input.ts';
import { performVerb, verbText } from '../operations/acts/perform-verb.ts';
import { runAgain } from '../operations/acts/run-again.ts';
import { againText, keepsIds, type StartOutcome, startOutcome } from '../operations/acts/start-outcome.ts';
import { capabilitiesAt } from '../operations/acts/way-again.ts';
import { answerList, answerValue } from './answer/answer.ts';
import type { RecordedRuns } from './redacted-store/redact-run.ts';
import { defineTool, openRecordedRuns, openStoreOf } from './tool.ts';
import { runId, runIds, target } from './tool-inputs.ts';

export const runAgainTool = defineTool({
  name: 'run_again',
  title: 'Run runs again',
  description:
    'Starts runs once more with the input that they had, as recorded, and answers the ids of the new runs. Use start_run for another input.',
  effect: 'acts',
  input: v.strictObject({ ids: runIds, target }),
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

function hintOf(outcome: StartOutcome): string | undefined {
  if (outcome.type === 'refused') return outcome.hint;
  return outcome.type === 'unknown' && outcome.id ? `ask get_run for ${outcome.id}` : undefined;
}

function toJson(id: string, outcome: StartOutcome | undefined) {
  if (!outcome) return { id, result: 'not-sent' };
  if (outcome.type !== 'started')
    return { id, result: outcome.type, reason: againText(outcome), hint: hintOf(outcome) };
  const { type, address: newId, already } = outcome;
  return { id, result: already ? 'already-started' : type, newId, reason: already && alreadyText(already) };
}

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
  call: async ({ target: name, id: sentId, ...sent }, context) => {
    const masked = maskedInputRefusal(sent.input);
    if (masked !== undefined)
      throw new InspectorError('usage', `not started: ${masked}`, {
        hint: 'run_again sends the input of a run as it was recorded; here, the user has to give the secret',
      });
    const { by, now, signal, unanswered } = context;
    const store = await openRecordedRuns({ target: name }, context);
    const text = JSON.stringify({ name, ...sent });
    const hash = createHash('sha256').update(text).digest('base64');
    // Any other id would let an agent try whether a run was started with an input that it guesses.
    if (sentId !== undefined && unanswered.get(sentId) !== hash) throw noSuchStart(sentId);
    const id = sentId ?? (keepsIds(store.target) ? newId(now) : undefined);
    const request = { ...sent, id };
    const outcome = await startOutcome(store.target, request, () =>
      store.startRun({ ...request, by, trigger: 'api' }, { signal }),
    );
    if (outcome.type === 'unknown' && outcome.id !== undefined) unanswered.set(outcome.id, hash);
    if (outcome.type !== 'started')
      throw new InspectorError('conflict', againText(outcome) ?? '', { hint: startHint(outcome) });
    return answerValue({ id: outcome.address, note: outcome.already && alreadyText(outcome.already) });
  },
});

const newId = createRunIds();

function noSuchStart(id: string): InspectorError {
  return new InspectorError(
    'usage',
    `not started: no start of ${id} with these arguments waits for an answer`,
    { hint: 'leave the id out for a new run' },
  );
}

function startHint(outcome: StartOutcome): string | undefined {
  if (outcome.type === 'refused') return outcome.hint;
  if (outcome.type !== 'unknown' || outcome.id === undefined) return undefined;
  return `ask get_run for ${outcome.id}; if there is no such run, call start_run again with the same arguments and this id`;
}

export const actOnRunTool = defineTool({
  name: 'act_on_run',
  title: 'Do more to a run',
  description:
    'Does to a run what its engine can besides: pause, resume, or send with the name and the JSON of the event that it waits for. Another act is answered with those that the engine has. What would take something of the run away is refused.',
  effect: 'acts',
  input: v.strictObject({
    id: runId,
    act: v.pipe(v.string(), v.maxLength(100), v.description('Such as "resume".')),
    name: v.optional(
      v.pipe(v.string(), v.maxLength(1_000), v.description('The name of the event or topic.')),
    ),
    payload: v.optional(v.pipe(v.unknown(), v.description('What is sent: any JSON value.'))),
    target,
  }),
  call: async ({ id, act, name, payload, ...args }, context) => {
    const { now, signal } = context;
    const store = await openRecordedRuns(args, context);
    const outcome = await performVerb({ store, address: id, verb: act, name, payload, now, signal });
    if (outcome.type === 'requested') return answerValue({ id, result: outcome.type });
    if (outcome.type !== 'done') throw new InspectorError('conflict', verbText(act, outcome));
    const { type: result, status, newId } = outcome;
    return answerValue({ id, result, status, newId });
  },
});

export const cancelRunsTool = defineTool({
  name: 'cancel_runs',
  title: 'Cancel runs',
  description:
    'Requests that active runs end, so that they can clean up. Answers for each run whether that was requested, or why not, with a note of what its engine leaves going on; get_run shows when it has ended.',
  effect: 'ends',
  input: v.strictObject({ ids: runIds, target }),
  call: async ({ ids, ...args }, context) => {
    const { by, signal } = context;
    const store = await openRecordedRuns(args, context);
    const addresses = [...new Set(ids)];
    const notes = await Promise.all(addresses.map(address => cancelNote(store, address, signal)));
    const outcomes = await cancelRuns({ store, addresses, act: 'cancel', by, signal });
    const rows = outcomes.map((outcome, at) => {
      const row = toCancelJson(addresses[at] ?? '', outcome);
      return row.result === 'requested' || row.result === 'canceled' ? { ...row, note: notes[at] } : row;
    });
    return answerList({ name: 'runs', rows, nextCursor: undefined });
  },
});

async function cancelNote(store: RecordedRuns, address: string, signal: AbortSignal) {
  const notes = capabilitiesAt(store, address).cancelNotes;
  // Where a run cannot be read, its cancel says why.
  const run = notes && (await store.getRun(address, { signal }).catch(ignoreExpected));
  return run && notes?.[run.status];
}
