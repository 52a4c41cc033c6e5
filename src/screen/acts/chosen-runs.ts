import { capabilitiesFor } from '../../contract/capabilities.ts';
import { compareNewest } from '../../contract/lists/run-order.ts';
import { lacksStartScope, startsNothing } from '../../contract/reading/target-starts.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import { missingScopeText, widerTokenHint } from '../../model/token-scope.ts';
import { toFoundRun } from '../../operations/acts/find-runs.ts';
import { createRunCounts } from '../../operations/run-counts.ts';
import { memberOf, unsupportedText } from '../../operations/target-refusal.ts';
import { focusedStep } from '../run/focus.ts';
import type { State } from '../shell/state.ts';
import { errorText } from '../shell/status-lines.ts';
import { chosenRuns } from '../table/picked-run.ts';
import { type Asked, type RunSource, stepOf } from './act-question.ts';

/** The chosen runs as they are now; `leftOut` more are marked. */
export function toChosenSource(chosen: readonly RunSummary[], leftOut: number, now: number): RunSource {
  const counts = createRunCounts();
  for (const run of chosen) counts.add(run);
  const runs = chosen.toSorted(compareNewest).map(run => toFoundRun(run, now));
  return { type: 'chosen', runs: { runs, counts: counts.list(), isCut: false }, leftOut };
}

export function againReason(command: 'run-again' | 'run-edited', state: State): string | undefined {
  const { target } = state.store;
  const refused = whyNoneAgain(state, command);
  if (refused !== undefined) return refused;
  const runs = chosenRuns(state);
  const [only, ...others] = runs;
  const isReadOnly = only && others.length === 0 && memberOf(target, runAddress(only)).isReadOnly;
  if (isReadOnly) return unsupportedText(target, 'start', runAddress(only));
  if (runs.length > 0 && runs.every(({ kind }) => kind === 'agent'))
    return `${target.location}: only workflows are started again, no sessions of agents`;
  if (command === 'run-edited' && runs.length > 1)
    return 'one input is edited at a time: mark one run, or none';
  return undefined;
}

export function stepToRepeat({ screen, detail, store }: State): Asked['step'] {
  if (screen !== 'detail' || !detail) return { reason: 'the step under the cursor of an open run is meant' };
  const { summary } = detail;
  const can = capabilitiesFor(store.can, summary.target);
  if (!can.restartFrom) return { reason: unsupportedText(store.target, 'restart-from', runAddress(summary)) };
  const step = focusedStep(detail);
  if (!step) return { reason: 'the cursor is on no step of the run' };
  if (isActive(summary)) return { reason: `${summary.name} has not ended: it is repeated from no step yet` };
  return { id: step.id, name: step.name };
}

export function whyNoneAgain(
  state: State,
  command: 'run-again' | 'run-edited' = 'run-again',
): string | undefined {
  const { can, about } = state.store;
  if (lacksStartScope(about)) return errorText({ message: missingScopeText('start'), hint: widerTokenHint });
  const isRepeated =
    command === 'run-again' &&
    (can.restart !== undefined || stepOf({ step: stepToRepeat(state) }) !== undefined);
  if (!isRepeated && startsNothing(state.store)) return whyNoStart(command, state);
  return undefined;
}

function whyNoStart(command: 'run-again' | 'run-edited', { store }: State): string {
  if (command === 'run-edited' && store.can.restart)
    return `${store.target.location} repeats a run with the input that it keeps, and takes no other`;
  return unsupportedText(store.target, 'start');
}
