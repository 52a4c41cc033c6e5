import { runOwnCommand } from '../../own-commands/run-own-command.ts';
import type { SessionContext } from '../../session/session-context.ts';
import type { OverlayBinding, OverlayKeys } from '../overlay-binding.ts';
import { asksForNumber, type ConfirmOwn, isConfirmed } from './confirm-own.ts';

type Binding = OverlayBinding<ConfirmOwn>;

const other: Pick<Binding, 'label' | 'help' | 'reason' | 'press'> = {
  label: 'choose',
  help: 'choose the other answer',
  reason: whyNoChoice,
  press: ({ dispatch }) => dispatch({ overlay: 'confirm-own', type: 'choice-changed' }),
};

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
    { keys: ['left', 'tab'], ...other },
    { keys: ['right'], ...other },
    {
      keys: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
      help: 'type the number of runs, from ten on',
      press: (context, _, text) => {
        withoutNotice(context);
        context.dispatch({ overlay: 'confirm-own', type: 'typed', text });
      },
    },
    editing(['backspace'], 'delete-before', 'delete the last digit'),
    editing(['ctrl+u'], 'delete-to-start', 'delete the number'),
  ],
};

function editing(keys: Binding['keys'], edit: 'delete-before' | 'delete-to-start', help: string): Binding {
  const press: Binding['press'] = context => {
    withoutNotice(context);
    context.dispatch({ overlay: 'confirm-own', type: 'edited', edit });
  };
  return { keys, help, press };
}

/** What was said of a wrong number is over once another one is typed, or the command is run. */
function withoutNotice({ getState, dispatch }: SessionContext): void {
  if (getState().notice) dispatch({ type: 'notice-expired' });
}

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
  withoutNotice(context);
  runOwnCommand(context, command, runs);
}
