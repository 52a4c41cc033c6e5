import type { State } from '../session/state.ts';
import { disabledReason } from './disabled-reason.ts';
import { bindings, type Command, keyName, type ScreenName } from './keymap.ts';

export type Hint = { readonly keys: string; readonly label: string };

/** What the bottom line offers, the most useful first; what can do nothing just now is left out. */
const offered: Readonly<Record<ScreenName, readonly Command[]>> = {
  table: ['open', 'filter', 'view', 'cancel', 'mark', 'copy', 'next-error', 'sort', 'help', 'quit'],
  detail: [
    'back',
    'fold',
    'tab-next',
    'search',
    'copy',
    'reveal',
    'next-error',
    'format',
    'next-run',
    'cancel',
    'help',
    'quit',
  ],
};

const answerHints: readonly Hint[] = [
  { keys: 'n', label: 'no' },
  { keys: '←/→', label: 'choose' },
  { keys: '↵', label: 'answer' },
];

const killHints: readonly Hint[] = [{ keys: 'y', label: 'yes, kill' }, ...answerHints];

const inOverlay: Readonly<Record<string, readonly Hint[]>> = {
  filter: [
    { keys: '↵', label: 'keep' },
    { keys: 'Tab', label: 'complete' },
    { keys: '↑', label: 'earlier filters' },
    { keys: 'Esc', label: 'undo' },
  ],
  search: [
    { keys: '↵', label: 'keep' },
    { keys: 'Esc', label: 'clear' },
  ],
  menu: [
    { keys: 'j/k', label: 'move' },
    { keys: '↵', label: 'choose' },
    { keys: 'Esc', label: 'close' },
  ],
  'confirm-cancel': [{ keys: 'y', label: 'yes, cancel' }, ...answerHints],
  help: [
    { keys: 'j/k', label: 'scroll' },
    { keys: 'Esc', label: 'close' },
  ],
  outcomes: [
    { keys: 'j/k', label: 'scroll' },
    { keys: '↵', label: 'close' },
  ],
  palette: [
    { keys: '↑/↓', label: 'move' },
    { keys: '↵', label: 'do it' },
    { keys: 'Esc', label: 'close' },
  ],
  'name-view': [
    { keys: '↵', label: 'save' },
    { keys: 'Esc', label: 'never mind' },
  ],
};

export function hintsFor(state: State): readonly Hint[] {
  const { overlay } = state;
  if (overlay.type === 'confirm-cancel' && overlay.act === 'kill') return killHints;
  if (overlay.type !== 'none') return inOverlay[overlay.type] ?? [];
  const { screen } = state;
  const commands = offered[screen].filter(command => disabledReason(command, state) === undefined);
  const move: Hint = { keys: 'j/k', label: 'move' };
  return [move, ...commands.flatMap(command => hintOf(command, screen))];
}

function hintOf(command: Command, screen: ScreenName): readonly Hint[] {
  const binding = bindings.find(one => one.command === command && one.screens.includes(screen));
  const [key] = binding?.keys ?? [];
  return binding && key !== undefined ? [{ keys: keyName(key), label: binding.label }] : [];
}
