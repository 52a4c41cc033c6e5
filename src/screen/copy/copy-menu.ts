import type { CopyChoiceId } from '../../model/report/copy-choices.ts';
import { isSameRun, type Run, type RunSummary } from '../../model/run.ts';
import { countOf } from '../../model/text/formats.ts';
import type { CopyMenuSource, Menu, MenuItem } from '../dialogs/menu.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';
import { hasMarks, markedRuns } from '../table/marks.ts';
import { pickedRun } from '../table/picked-run.ts';
import { copiesOf, copyChoice, needsCompleteRun, needsWholeRun, refuseCopy } from './copy.ts';
import { copyComplete } from './copy-complete.ts';
import { copyMarked, markedItems } from './copy-marked.ts';
import { readWholeRun, wholeIfKnown, withTrace } from './whole-run.ts';

/** Opens at once, so that keys typed with it move in it. What must be read first is read meanwhile. */
export function openCopyMenu(context: SessionContext): void {
  const state = context.getState();
  if (hasMarks(state)) return openMarkedMenu(context, markedRuns(state.list));
  const picked = pickedRun(state);
  if (!picked) return;
  const whole = wholeIfKnown(state, picked);
  open(context, 'Copy', { type: 'run', run: whole ?? picked }, itemsOf(state, whole ?? picked));
  if (whole) return;
  context.run(async () => {
    try {
      const run = await readWholeRun(context, picked, 'nothing is copied');
      const items = itemsOf(context.getState(), run);
      if (isOpenFor(context, run)) context.dispatch({ overlay: 'menu', type: 'run-read', run, items });
    } catch (error) {
      if (!isOpenFor(context, picked)) return;
      context.dispatch({ overlay: 'menu', type: 'closed' });
      throw error;
    }
  });
}

/** The same for a run, in the table or open, and for several. The focused part, the first, has `y`. */
const keys: Readonly<Partial<Record<string, string>>> = {
  id: '1',
  input: '2',
  output: '3',
  error: '4',
  'run-json': '5',
  'run-yaml': '6',
  command: '7',
  'get-command': '8',
  note: '9',
  case: '0',
} satisfies Record<Exclude<CopyChoiceId, 'focus'> | 'case', string>;

function openMarkedMenu(context: SessionContext, runs: readonly RunSummary[]) {
  const items = markedItems(runs.length).map(({ id, item }) => ({ id, label: item, key: keys[id] }));
  const title = `Copy of ${countOf(runs.length, 'marked run')}`;
  open(context, title, { type: 'marked', runs }, items);
}

function open(
  { dispatch }: SessionContext,
  title: string,
  source: CopyMenuSource,
  items: readonly MenuItem[],
): void {
  dispatch({ overlay: 'menu', type: 'opened', purpose: 'copy', title, source, items });
}

function itemsOf(state: State, run: RunSummary | Run): readonly MenuItem[] {
  return copiesOf(state, run).map(({ id, label, reason: hint }) =>
    hint === undefined ? { id, label, key: keys[id] } : { id, label, key: keys[id], hint },
  );
}

function isOpenFor({ getState }: SessionContext, run: Pick<Run, 'id' | 'target'>): boolean {
  const { overlay } = getState();
  return overlay.type === 'menu' && overlay.source?.type === 'run' && isSameRun(overlay.source.run, run);
}

export function chooseCopy(context: SessionContext, id: string, { source }: Menu): void {
  if (source?.type === 'marked') return copyMarked(context, id, source.runs);
  if (source?.type !== 'run') return;
  const { run } = source;
  if (!needsWholeRun(id)) return copyOf(context, id, run);
  if (needsCompleteRun(id)) return copyComplete(context, id, run);
  if ('usage' in run && id !== 'note') return copyOf(context, id, run);
  context.run(async () => {
    const whole = 'usage' in run ? run : await readWholeRun(context, run, 'nothing is copied');
    // A note has the trace too, which is read for it.
    copyOf(context, id, id === 'note' ? await withTrace(context, whole) : whole);
  });
}

function copyOf(context: SessionContext, id: string, run: RunSummary | Run): void {
  const choice = copiesOf(context.getState(), run).find(one => one.id === id);
  if (choice?.reason !== undefined) refuseCopy(context, choice);
  else if (choice) copyChoice(context, choice);
}
