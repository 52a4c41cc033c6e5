import type { ActQuestion } from '../../../src/screen/acts/act-question.ts';
import type { Acting } from '../../../src/screen/acts/acting/acting.ts';
import { actingDialog } from '../../../src/screen/acts/acting/acting-dialog.ts';
import { actQuestion } from '../../../src/screen/acts/ask-to-act.ts';
import type { Session } from '../../../src/screen/shell/session.ts';

export const running = { status: 'running', finishedAt: undefined } as const;

/** One cause, so that all such runs are in one group. */
export const failed = {
  status: 'failed',
  errorSummary: { name: 'TimeoutError', message: 'no answer' },
} as const;

/** The act that is going on, or has ended. */
export function actingOf(session: Session): Acting {
  const acting = actingDialog.in(session.getState());
  if (!acting) throw new Error(`${session.getState().overlay.type} is open`);
  return acting;
}

/** The question before an act on several runs. */
export function questionOf(session: Session): ActQuestion {
  const question = actQuestion.in(session.getState());
  if (!question) throw new Error(`${session.getState().overlay.type} is open`);
  return question;
}

export function outcomesOf(session: Session): readonly (string | undefined)[] {
  return actingOf(session).outcomes.map(outcome => outcome?.type);
}
