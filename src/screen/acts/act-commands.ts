import { isCancelable } from '../../model/status.ts';
import { missingScopeText, widerTokenHint } from '../../model/token-scope.ts';
import { unsupportedText } from '../../operations/target-refusal.ts';
import type { Command } from '../shell/command.ts';
import type { State } from '../shell/state.ts';
import { errorText } from '../shell/status-message.ts';
import { hasMarks } from '../table/marks.ts';
import { isFailedOrMarked, noChoiceReason, pickedRun, unlessMarked } from '../table/picked-run.ts';
import { againReason } from './again-reason.ts';
import { editAndRunAgain } from './edit-input.ts';
import { openCancelMatching, openConfirmCancel, openRunAgain } from './open-questions.ts';

const act = { where: ['table', 'detail'], group: 'Act' } as const;

export const actCommands: readonly Command[] = [
  {
    ...act,
    id: 'cancel',
    keys: ['x'],
    label: 'cancel',
    help: 'cancel the run, or the marked runs',
    waits: true,
    disabled: state => noChoiceReason(state) ?? cancelReason(state),
    hint: { rank: cancelRank },
    run: openConfirmCancel,
  },
  {
    id: 'cancel-matching',
    keys: ['X'],
    where: ['table'],
    group: 'Act',
    label: 'cancel all',
    help: 'cancel every active run that matches',
    disabled: whyNoCancel,
    hint: unlessMarked(({ list }) => list.rows.some(isCancelable)),
    run: openCancelMatching,
  },
  {
    ...act,
    id: 'run-again',
    keys: ['a'],
    label: 'run again',
    help: 'run it again with its input, or the marked runs',
    waits: true,
    disabled: state => noChoiceReason(state) ?? againReason('run-again', state),
    hint: { when: isFailedOrMarked },
    run: openRunAgain,
  },
  {
    ...act,
    id: 'run-edited',
    keys: ['A'],
    label: 'edit, run',
    help: 'edit its input in the editor, and run it again',
    waits: true,
    disabled: state => noChoiceReason(state) ?? againReason('run-edited', state),
    run: editAndRunAgain,
  },
];

function cancelRank(state: State): number {
  if (hasMarks(state)) return 13;
  return state.screen === 'detail' ? 89 : 60;
}

/** Why no run of this target can be canceled. */
function whyNoCancel({ store }: State): string | undefined {
  return scopeReason(store.about) ?? (store.can.cancel ? undefined : unsupportedText(store.target, 'cancel'));
}

/** The list itself reports a token without the scope `read`. */
function scopeReason(about: State['store']['about']): string | undefined {
  if (!about?.scopes.includes('read') || about.scopes.includes('cancel')) return undefined;
  return errorText({ message: missingScopeText('cancel'), hint: widerTokenHint });
}

function cancelReason(state: State): string | undefined {
  const refused = whyNoCancel(state);
  if (refused !== undefined || hasMarks(state)) return refused;
  const run = pickedRun(state);
  return run && !isCancelable(run) ? `${run.name} has already ended` : undefined;
}
