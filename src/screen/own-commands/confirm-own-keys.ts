import { answerBindings } from '../dialogs/answer-keys.ts';
import type { OverlayKeys } from '../dialogs/overlay-binding.ts';
import { deleteBindings, digitBinding } from '../dialogs/typed-number-keys.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { asksForNumber, type ConfirmOwn, isConfirmed } from './confirm-own.ts';
import { runOwnCommand } from './run-own-command.ts';

export const confirmOwnKeys: OverlayKeys<ConfirmOwn> = {
  where: 'question of your own command',
  bindings: [
    {
      keys: ['y', 'Y'],
      label: 'yes, run it',
      help: 'yes: run the command, on fewer than ten runs',
      reason: whyNoChoice,
      press: run,
    },
    {
      keys: ['enter'],
      label: confirm => (asksForNumber(confirm) ? 'run it' : 'answer'),
      help: 'run it, once the number of runs is typed; or give the chosen answer, at first No',
      reason: confirm => (asksForNumber(confirm) && !isConfirmed(confirm) ? toType(confirm) : undefined),
      press: (context, confirm) => (isConfirmed(confirm) ? run(context, confirm) : close(context)),
    },
    { keys: ['n', 'N', 'q', 'escape'], label: 'no', help: 'no: do not run the command', press: close },
    ...answerBindings('confirm-own', whyNoChoice),
    digitBinding('confirm-own', { help: 'type the number of runs, from ten on' }),
    ...deleteBindings('confirm-own'),
  ],
};

function whyNoChoice(confirm: ConfirmOwn): string | undefined {
  return asksForNumber(confirm) ? toType(confirm) : undefined;
}

function toType({ runs }: ConfirmOwn): string {
  return `type ${runs.length} first`;
}

function close({ dispatch }: SessionContext): void {
  dispatch({ overlay: 'confirm-own', type: 'closed' });
}

function run(context: SessionContext, { command, runs }: ConfirmOwn): void {
  close(context);
  context.dispatch({ type: 'notice-expired' });
  runOwnCommand(context, command, runs);
}
