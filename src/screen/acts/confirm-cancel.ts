import { runAddress } from '../../model/run.ts';
import { isActive, statusLabel } from '../../model/status.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import {
  type CancelOutcome,
  type CancelPhase,
  cancelRun,
  cancelText,
  type EndAct,
} from '../../operations/acts/cancel-runs.ts';
import type { Drawing, Look } from '../dialogs/define-dialog.ts';
import { type Answering, choiceLine, defineQuestion, unanswered } from '../dialogs/question.ts';
import type { Theme } from '../paint/theme.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';
import { errorText } from '../shell/status-message.ts';
import { dialogRoom } from '../shell/window-size.ts';
import type { RunTarget } from './acting/acting.ts';

/** The question before one run is canceled or killed. */
type ConfirmCancel = Answering & {
  readonly type: 'confirm-cancel';
  readonly act: EndAct;
  /** Fixed when the dialog opens; later changes of the list do not matter. */
  readonly run: RunTarget;
  readonly target: string;
};

declare module '../dialogs/overlay.ts' {
  interface Dialogs {
    readonly 'confirm-cancel': ConfirmCancel;
  }
}

export function createConfirmCancel(asked: Pick<ConfirmCancel, 'act' | 'run' | 'target'>): ConfirmCancel {
  return { type: 'confirm-cancel', ...asked, ...unanswered };
}

export const confirmCancel = defineQuestion<ConfirmCancel>({
  type: 'confirm-cancel',
  where: 'cancel question',
  answers: {
    yes: { label: ({ act }) => `yes, ${act}`, help: 'yes: cancel the run, or kill it' },
    no: { help: 'no: do not cancel the run' },
    enter: { help: 'give the chosen answer, at first No' },
  },
  shows: ['size', 'list', 'detail', 'now'],
  lines: drawConfirmCancel,
  onYes: (context, { act, run }) => {
    endRun(context, run, act);
    context.dispatch({ type: 'marks-cleared' });
  },
});

function drawConfirmCancel(confirm: ConfirmCancel, { state, theme }: Look): Drawing {
  const { act, run, target, choice } = confirm;
  const lines = [
    ...question(confirm, statusOf(run, state), theme),
    `target  ${safeLine(run.target ?? target)}`,
    '',
    choiceLine(act, choice, theme),
  ];
  return { title: theme.bold(endVerb(act)), lines, width: dialogRoom(state.size).width };
}

export function endVerb(act: EndAct): string {
  return act === 'kill' ? 'Kill' : 'Cancel';
}

/** As the run was when it was chosen, unless it has ended since. */
function statusOf({ address, status }: RunTarget, { list, detail, now }: State): string {
  const shown = [...(detail ? [detail.summary] : []), ...list.rows];
  const ended = shown.find(run => runAddress(run) === address && !isActive(run));
  return ended ? statusLabel(ended, now) : status;
}

function question(confirm: ConfirmCancel, status: string, theme: Theme): readonly string[] {
  const { name, id } = confirm.run;
  const warning = [
    'Cancel was requested, but it is still running.',
    'A killed run ends at once and cannot clean up.',
  ];
  return [
    `${endVerb(confirm.act)} ${theme.bold(safeLine(name))}?`,
    '',
    `run     ${safeLine(id)}`,
    `status  ${safeLine(status)}`,
    ...(confirm.act === 'kill' ? warning : []),
  ];
}

/** Cancels or kills a run of the open store. After a switch of stores the outcome is not shown. */
function endRun(context: SessionContext, { address }: RunTarget, act: EndAct): void {
  const { dispatch, effects, finish, run, refreshAll } = context;
  const store = context.store();
  const report = (phase: CancelPhase): void => {
    if (context.store() === store) dispatch({ type: 'cancel-moved', address, phase });
  };
  report({ type: 'requesting' });
  finish(async () => {
    const outcome = await cancelRun({ store, act, by: effects.user }, address);
    report({ ...outcome, act });
    const text = noticeOf(outcome, act);
    if (text !== undefined) dispatch({ type: 'noticed', text, tone: 'error' });
    run(refreshAll);
  });
}

/** The refusal with its hint, for the status line. */
function noticeOf(outcome: CancelOutcome, act: EndAct): string | undefined {
  const message = cancelText(outcome, act);
  return message && errorText({ message, hint: 'error' in outcome ? outcome.error.hint : undefined });
}
