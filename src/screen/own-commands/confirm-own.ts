import type { OwnCommand } from '../../model/own-command/own-command.ts';
import type { RunSummary } from '../../model/run.ts';
import { isCountTyped, parseTypedCount } from '../../operations/acts/typed-count.ts';
import { type Answer, otherAnswer } from '../dialogs/chosen-answer.ts';
import { changeLine, type LineAction, lineOf, type TextLine } from '../dialogs/text-line.ts';

/** The question before a command of the user's own is run. */
export type ConfirmOwn = {
  readonly type: 'confirm-own';
  readonly command: OwnCommand;
  /** Fixed when the question opens; at least one. */
  readonly runs: readonly RunSummary[];
  /** The number that is typed. */
  readonly typed: TextLine;
  readonly choice: Answer;
};

export type ConfirmOwnAction = { readonly overlay: 'confirm-own' } & (
  | ({ readonly type: 'opened' } & Pick<ConfirmOwn, 'command' | 'runs'>)
  | LineAction
  | { readonly type: 'choice-changed' }
  | { readonly type: 'closed' }
);

export function reduceConfirmOwn(
  confirm: ConfirmOwn | undefined,
  action: ConfirmOwnAction,
): ConfirmOwn | undefined {
  if (action.type === 'opened') {
    const { command, runs } = action;
    return { type: 'confirm-own', command, runs, typed: lineOf(''), choice: 'no' };
  }
  if (!confirm) return undefined;
  switch (action.type) {
    case 'typed':
    case 'edited':
      return { ...confirm, typed: changeLine(confirm.typed, action) };
    case 'choice-changed':
      return { ...confirm, choice: otherAnswer(confirm.choice) };
    case 'closed':
      return undefined;
  }
}

/** Whether the number of runs is typed instead of an answer chosen. */
export function asksForNumber({ runs }: ConfirmOwn): boolean {
  return isCountTyped(runs.length);
}

/** Whether it is confirmed as it is typed or chosen. */
export function isConfirmed(confirm: ConfirmOwn): boolean {
  const { runs, typed, choice } = confirm;
  return asksForNumber(confirm) ? parseTypedCount(typed.text) === runs.length : choice === 'yes';
}
