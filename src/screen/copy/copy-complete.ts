import type { CopyChoice } from '../../model/report/copy-choices.ts';
import { isSameRun, type RunSummary } from '../../model/run.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { pickedRun } from '../table/picked-run.ts';
import { type CompleteRun, readCompleteRun } from './complete-run.ts';
import { copiesOf, copyChoice } from './copy.ts';

/** Copies everything that was recorded of a run. */
export function copyComplete(context: SessionContext, id: string, picked: RunSummary): void {
  withCompleteRun(context, picked, 'nothing is copied', complete => {
    const choice = completeChoice(context, id, complete);
    if (choice) copyChoice(context, choice);
  });
}

/** Passes the text of the whole run to `open`, unless the user has moved on by the time it is read. */
export function openComplete(context: SessionContext, open: (choice: CopyChoice) => void): void {
  const picked = pickedRun(context.getState());
  if (!picked) return;
  const store = context.store();
  withCompleteRun(context, picked, 'nothing is opened', complete => {
    const state = context.getState();
    const isStillWanted = state.overlay.type === 'none' && isSameRun(pickedRun(state), picked);
    const choice = completeChoice(context, 'run-json', complete);
    if (choice && isStillWanted && context.store() === store) open(choice);
  });
}

/** Reads in the background, with a line that says how far it is; Esc stops it. */
function withCompleteRun(
  context: SessionContext,
  picked: RunSummary,
  otherwise: string,
  use: (complete: CompleteRun) => void,
): void {
  const task = { kind: 'copying', text: 'reading the whole run…' } as const;
  context.run(() =>
    context.task.start(task, async (signal, report) => {
      const complete = await readCompleteRun(context, picked, { otherwise, signal, report });
      if (!signal.aborted) use(complete);
    }),
  );
}

function completeChoice(
  context: SessionContext,
  id: string,
  { run, failureId }: CompleteRun,
): CopyChoice | undefined {
  const choice = copiesOf(context.getState(), run).find(one => one.id === id);
  return choice && { ...choice, source: { ...choice.source, failureId } };
}
