import { InspectorError } from '../../model/errors.ts';
import type { FailureGroup } from '../../model/failure/failure-groups.ts';
import { type Run, type RunSummary, runAddress } from '../../model/run.ts';
import { noSuchRunText } from '../../operations/target-refusal.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { canRunAgain } from './copy.ts';
import { orElse, readRunWithTrace } from './whole-run.ts';
import { savedNotice } from './write-copy.ts';

/** In the menus: a file for whoever has no runlens. */
export const reportItem = { id: 'report', label: 'page to send (HTML)' } as const;

type Reading = Parameters<typeof readRunWithTrace>[2];

const otherwise = 'nothing is saved';

/** Saves a page about a run, as `runlens report` does; Esc stops it. */
export function saveReport(context: SessionContext, picked: RunSummary): void {
  save(context, reading => readRunWithTrace(context, picked, reading));
}

/** Saves a page about a group of failures and its last run. */
export function saveGroupReport(
  context: SessionContext,
  { id, last }: Pick<FailureGroup, 'id' | 'last'>,
): void {
  const store = context.store();
  const address = runAddress(last);
  const read = ({ signal }: Reading) =>
    orElse(otherwise, async () => {
      const run = await store.getRun(address, { include: { steps: true }, signal });
      if (run) return run;
      throw new InspectorError('not-found', noSuchRunText(store.target, address));
    });
  save(context, read, id);
}

function save(context: SessionContext, read: (reading: Reading) => Promise<Run>, failureId?: string): void {
  const { dispatch, effects, getState } = context;
  const store = context.store();
  const task = { kind: 'copying', text: 'reading the whole run…' } as const;
  const work = async (signal: AbortSignal, report: Reading['report']): Promise<void> => {
    const run = await read({ otherwise, signal, report });
    report('finding out what explains it…');
    const reported = { store, run, failureId, canRunAgain: canRunAgain(getState(), run) };
    const saved = await orElse(otherwise, () => effects.saveReport(reported, signal));
    dispatch({ type: 'noticed', text: savedNotice('the page', saved), tone: 'info' });
  };
  context.holdForRead(() => context.task.start(task, work));
}
