import type { RunSummary } from '../../../model/run.ts';
import { toFoundRun } from '../../../operations/acts/find-runs.ts';
import type { SessionContext } from '../../shell/session-context.ts';
import { chosenRuns, toMarkedSource } from '../chosen-runs.ts';
import type { RunTarget } from '../run-target.ts';
import { unlessAway } from './follow-offers.ts';
import { readInputs } from './read-inputs.ts';
import type { EditedInput } from './run-again.ts';
import { seeRetried } from './start-again.ts';

/** Asks whether the open run, or the marked ones, are to run again, and reads meanwhile what that takes. */
export function openRunAgain(context: SessionContext): void {
  const { getState, dispatch } = context;
  const { now, store } = getState();
  const chosen = chosenRuns(getState());
  const runs = chosen.filter(({ kind }) => kind === 'workflow');
  const [first] = runs;
  if (!first) {
    const text = 'only sessions of agents are marked: only workflows are started again';
    return dispatch({ type: 'noticed', text, tone: 'info' });
  }
  if (chosen.length === 1) return askToRunAgain(context, first);
  const source = toMarkedSource(runs, chosen.length - runs.length, now);
  dispatch({ overlay: 'confirm-many', type: 'opened', act: 'retry', source, target: store.target.location });
}

/** `edited` is what the editor made of its input. */
export function askToRunAgain(context: SessionContext, chosen: RunSummary, edited?: EditedInput): void {
  const { getState, dispatch } = context;
  const { now, store } = getState();
  const run = toFoundRun(chosen, now);
  const { location: target } = store.target;
  const retried = store.unanswered.get(run.address);
  dispatch({ overlay: 'run-again', type: 'opened', run, target, edited, retried });
  if (!retried) context.run(() => readRetried(context, run));
  if (edited === undefined || edited === 'unchanged') context.run(() => readInput(context, run));
}

function isAskedOf({ getState }: SessionContext, run: RunTarget): boolean {
  const { overlay } = getState();
  return overlay.type === 'run-again' && overlay.run === run;
}

/** If they cannot be read now, they are read when it is confirmed. */
async function readRetried(context: SessionContext, run: RunTarget): Promise<void> {
  const retried = await unlessAway(() => seeRetried(context, run));
  if (retried && isAskedOf(context, run))
    context.dispatch({ overlay: 'run-again', type: 'retried-read', retried });
}

async function readInput(context: SessionContext, run: RunTarget): Promise<void> {
  await readInputs(context, [run], {
    isWanted: () => isAskedOf(context, run),
    onRead: (_, input) => context.dispatch({ overlay: 'run-again', type: 'input-read', input }),
  });
}
