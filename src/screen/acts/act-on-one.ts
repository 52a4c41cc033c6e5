import { alreadyText } from '../../contract/starts/start-request.ts';
import { InspectorError } from '../../model/errors.ts';
import { isSameRun } from '../../model/run.ts';
import { type CancelPhase, cancelRun, type EndAct, refusalText } from '../../operations/acts/cancel-runs.ts';
import { findRetried, type Retried } from '../../operations/acts/find-retried.ts';
import type { KeepCase } from '../../operations/acts/keep-case.ts';
import type { Act } from '../../operations/acts/perform-act.ts';
import { runAgain } from '../../operations/acts/run-again.ts';
import {
  againText,
  type StartedAgain,
  type StartOutcome,
  savedText,
} from '../../operations/acts/start-outcome.ts';
import { unlessAway } from '../shell/jobs.ts';
import type { SessionContext, State } from '../shell/state.ts';
import { errorText } from '../shell/status-lines.ts';
import { pickedRun } from '../table/picked-run.ts';
import type { StepOfRun } from './act-question.ts';
import type { RunTarget } from './acting/acting.ts';
import type { EditedInput } from './read-inputs.ts';

type Again = {
  readonly run: RunTarget;
  /** The earlier retries known when the question was asked; absent where they were not read. */
  readonly retried?: Retried;
  readonly edited?: EditedInput;
  readonly fromStep?: StepOfRun;
};

/** Quitting waits for the answer, which the status line shows. */
export function actOnOne(context: SessionContext, { act, ...again }: Again & { readonly act: Act }): void {
  context.finish(async () => {
    await (act === 'retry' ? startOne(context, again) : endOne(context, again.run, act));
    context.run(context.refreshAll);
  });
}

/** After a switch of stores the outcome is not shown. */
async function endOne(context: SessionContext, { address }: RunTarget, act: EndAct): Promise<void> {
  const { dispatch, say, effects } = context;
  const store = context.store();
  const report = (phase: CancelPhase): void => {
    if (context.store() === store) dispatch({ type: 'cancels-moved', phases: new Map([[address, phase]]) });
  };
  report({ type: 'requesting' });
  const outcome = await cancelRun({ store, act, by: effects.user }, address);
  report({ ...outcome, act });
  const message = refusalText({ ...outcome, act });
  if (message !== undefined) say(errorText({ message, hint: hintOf(outcome) }), 'error');
}

type Outcome = { readonly type: string; readonly hint?: string; readonly error?: InspectorError };

export function hintOf({ hint, error }: Outcome): string | undefined {
  return hint ?? error?.hint;
}

/** Opens the new run, unless the user went elsewhere meanwhile. */
async function startOne(context: SessionContext, again: Again): Promise<void> {
  const { getState, dispatch, say } = context;
  const store = context.store();
  const before = getState();
  const { run, edited, fromStep } = again;
  const outcome = await start(context, again);
  if (outcome.type !== 'started')
    return say(errorText({ message: againText(outcome) ?? '', hint: hintOf(outcome) }), 'error');
  if (typeof edited === 'object') dispatch({ type: 'input-edited', address: run.address });
  say(noticeOf(outcome, run, fromStep));
  if (context.store() === store && outcome.savedAs === undefined)
    await openStarted(context, outcome.address, before);
}

export function seeRetried({ store, now }: SessionContext, run: RunTarget): Promise<Retried> {
  return findRetried([run], { store: store(), now: now(), signal: new AbortController().signal });
}

export function caseKeeper({ effects, store }: SessionContext): KeepCase {
  const { target } = store();
  return async (run, signal) => (await effects.saveCase([run], target, signal)).path;
}

/** A further try after a lost answer sends the same request, whatever became of the first. */
async function start(
  context: SessionContext,
  { run, retried, edited, fromStep }: Again,
): Promise<StartOutcome> {
  const { effects, dispatch } = context;
  const store = context.store();
  const { address } = run;
  const input = edited === 'unchanged' ? undefined : edited;
  try {
    const seen = retried ?? (await seeRetried(context, run));
    const keepCase = caseKeeper(context);
    const request = { store, address, retried: seen, input, by: effects.user, trigger: 'cli' } as const;
    const outcome = await runAgain({ ...request, fromStep: fromStep?.id, keepCase });
    const isUnanswered = outcome.type === 'unknown' && outcome.id !== undefined;
    dispatch({ type: 'start-sent', address, retried: isUnanswered ? seen : undefined });
    return outcome;
  } catch (error) {
    if (error instanceof InspectorError) return { type: 'failed', error };
    throw error;
  }
}

function noticeOf(
  { address, already, savedAs }: StartedAgain,
  { name }: RunTarget,
  step?: StepOfRun,
): string {
  const from = step ? `, from ${step.name}` : '';
  if (savedAs !== undefined) return `${name} begins again${from}: ${savedText(savedAs)}`;
  if (already) return `${name} was ${alreadyText(already)}: ${address}`;
  return `started ${address}: ${name} again${from}`;
}

/** The store may not list the new run yet. */
async function openStarted(
  { store, getState, dispatch }: SessionContext,
  address: string,
  before: State,
): Promise<void> {
  const opened = store();
  const isStillThere = () => store() === opened && isSamePlace(getState(), before);
  const run = await unlessAway(() => opened.getRun(address, { include: { lazyPayloads: true } }));
  if (run && isStillThere()) dispatch({ type: 'run-opened', summary: run });
}

function isSamePlace(now: State, before: State): boolean {
  if (now.overlay.type !== 'none' || now.screen !== before.screen) return false;
  const run = pickedRun(now);
  return run === undefined || isSameRun(pickedRun(before), run);
}
