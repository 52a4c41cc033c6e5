import { InspectorError } from '../../model/errors.ts';
import { isSameRun, type Run } from '../../model/run.ts';
import { noSuchRunText } from '../../operations/target-refusal.ts';
import type { SessionContext } from '../shell/session-context.ts';

const longestId = 300;

/** A single word, without the quotes and punctuation that are easily copied with it. */
export function idIn(text: string): string | undefined {
  const word = text.trim().replace(/^["'`([<]+|["'`)\]>,;.]+$/gu, '');
  return word === '' || word.length > longestId || /\s/u.test(word) ? undefined : word;
}

type Show = (context: SessionContext, run: Run) => void;

/** Opens a run that need not be among those that are listed, or shows it in another way. */
export function openRunById(context: SessionContext, id: string, show: Show = openRun): void {
  const { holdForRead, task, store, dispatch, endJump } = context;
  holdForRead(() =>
    task.start({ kind: 'jump', text: `looking for the run ${id}…` }, async signal => {
      const run = await store().getRun(id, { include: { lazyPayloads: true }, signal });
      if (signal.aborted) return;
      if (run) return show(context, run);
      endJump();
      dispatch({ type: 'noticed', text: noSuchRunText(store().target, id), tone: 'error' });
    }),
  );
}

/** The cursor of the table goes to the run, if that is listed. */
export function openRun({ getState, dispatch }: SessionContext, run: Run): void {
  dispatch({ type: 'run-opened', summary: run });
  const index = getState().list.rows.findIndex(row => isSameRun(row, run));
  if (index >= 0) dispatch({ type: 'cursor-moved', index });
}

/** A store that cannot tell leaves the text a filter, whose list reports why. */
export async function findRunById({ store }: SessionContext, id: string): Promise<Run | undefined> {
  try {
    return await store().getRun(id, { include: { lazyPayloads: true } });
  } catch (error) {
    if (error instanceof InspectorError) return undefined;
    throw error;
  }
}
