import { type CopyChoice, copyChoices } from '../../model/report/copy-choices.ts';
import type { CopyWork } from '../../model/report/copy-work.ts';
import type { CopySource } from '../../model/report/render-copy.ts';
import { isSameRun, type Run, type RunSummary } from '../../model/run.ts';
import { copySource } from '../run/focus.ts';
import type { SessionContext, State } from '../shell/state.ts';
import { pickedRun } from '../table/picked-run.ts';
import { cursorRun } from '../table/reduce-list.ts';
import { type CompleteRun, readCompleteRun } from './whole-run.ts';
import { commandTarget, copyNotice, writeText } from './write-copy.ts';

/** What can be copied now of a run, by default the one that keys apply to; the focused part first. */
export function copiesOf(state: State, run?: Run | RunSummary): readonly CopyChoice[] {
  const source = sourceOf(state, run);
  if (!source) return [];
  const { target } = state.store;
  return copyChoices({
    ...source,
    ...commandTarget(target, source.run),
    canRunAgain: canRunAgain(state, source.run),
  });
}

/** A server says for itself whether it starts runs; until it has, it is not known. */
export function canRunAgain({ store: { can, target, about } }: State, run: RunSummary): boolean {
  if (target.isEngine && can.restart) return true;
  if (target.members?.find(({ name }) => name === run.target)?.isEngine) return false;
  if (!can.start || target.kind !== 'http') return can.start;
  return about?.can.start === true && about.scopes.includes('start');
}

function sourceOf(state: State, given: Run | RunSummary | undefined): CopySource | undefined {
  const { detail, screen, list, now } = state;
  if (screen === 'detail' && detail && (!given || isSameRun(given, detail.summary)))
    return copySource(given && 'usage' in given ? { ...detail, run: given } : detail, now);
  const run = given ?? cursorRun(list);
  return run && { run, format: 'json', reveal: false, now };
}

/** Whether a choice is not made of what the table shows, so that the run must be read first. */
export function needsWholeRun(id: string): boolean {
  return !withoutReading.has(id);
}

const withoutReading: ReadonlySet<string> = new Set(['id', 'command', 'get-command', 'focus']);

/** Whether a choice is everything that was recorded of a run, its trace included. */
export function needsCompleteRun(id: string): boolean {
  return id === 'run-json' || id === 'run-yaml';
}

export function copy(context: SessionContext, label: string, work: CopyWork): void {
  writeText(context, { label, work }, async ({ text, hidden }) => {
    const outcome = await context.effects.copy(text);
    context.dispatch({ type: 'noticed', text: copyNotice({ label, hidden }, outcome), tone: 'info' });
  });
}

export function copyChoice(context: SessionContext, { id, label, source }: CopyChoice): void {
  copy(context, label, { id, sources: [source] });
}

export function refuseCopy({ dispatch }: SessionContext, { label, reason }: CopyChoice): void {
  dispatch({ type: 'noticed', text: `${label}: ${reason}`, tone: 'info' });
}

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
