import type { RunSummary } from '../../model/run.ts';
import { readReport } from '../../operations/failures/read-report.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { canRunAgain } from './copy.ts';
import { orElse, readRunWithTrace } from './whole-run.ts';
import { savedNotice } from './write-copy.ts';

/** In the menu: a file for whoever has no runlens. */
export const reportItem = { id: 'report', item: 'page to send (HTML)' } as const;

const otherwise = 'nothing is saved';

/** Saves a page about a run, as `runlens report` does; Esc stops it. */
export function saveReport(context: SessionContext, picked: RunSummary): void {
  const { dispatch, effects, getState, now, store } = context;
  const task = { kind: 'copying', text: 'reading the whole run…' } as const;
  const work = async (signal: AbortSignal, report: (text: string) => void): Promise<void> => {
    const run = await readRunWithTrace(context, picked, { otherwise, signal, report });
    report('finding out what explains it…');
    const own = await effects.ownFailures(store().target);
    const found = await orElse(otherwise, () => readReport(store(), run, { own, now: now(), signal }));
    report('writing the page…');
    const facts = { ...found, canRunAgain: canRunAgain(getState(), run) };
    const saved = await effects.saveReport(facts, signal);
    dispatch({ type: 'noticed', text: savedNotice('the page', saved), tone: 'info' });
  };
  context.holdForRead(() => context.task.start(task, work));
}
