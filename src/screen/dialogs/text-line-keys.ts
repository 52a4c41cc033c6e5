import type { Key } from '../shell/key.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { DialogKeys } from './dialog-keys.ts';
import type { LineAction, LineEdit } from './text-line.ts';

type Row = readonly [LineEdit, readonly Key[], help: string];

const rows: readonly Row[] = [
  ['go-left', ['left', 'ctrl+b'], 'one character to the left'],
  ['go-right', ['right', 'ctrl+f'], 'one character to the right'],
  ['go-word-left', ['alt+b', 'alt+left', 'ctrl+left'], 'one word to the left'],
  ['go-word-right', ['alt+f', 'alt+right', 'ctrl+right'], 'one word to the right'],
  ['go-to-start', ['home', 'ctrl+a'], 'to the start of the line'],
  ['go-to-end', ['end', 'ctrl+e'], 'to the end of the line'],
  ['delete-before', ['backspace'], 'delete the character before the caret'],
  ['delete-after', ['delete', 'ctrl+d'], 'delete the character after the caret'],
  ['delete-word', ['ctrl+w', 'alt+backspace'], 'delete the word before the caret'],
  ['delete-word-after', ['alt+d', 'alt+delete'], 'delete the word after the caret'],
  ['delete-to-start', ['ctrl+u'], 'delete to the start of the line'],
  ['delete-to-end', ['ctrl+k'], 'delete to the end of the line'],
];

type ChangeLine<Shown> = (shown: Shown, action: LineAction, context: SessionContext) => Shown;

/** The keys that edit a line, and the text that is typed into it. */
export function lineKeys<Shown>(
  change: ChangeLine<Shown>,
): Required<Pick<DialogKeys<Shown>, 'bindings' | 'type'>> {
  return {
    bindings: rows.map(([edit, keys, help]) => ({
      keys,
      help,
      where: 'lines of text',
      press: (shown, context) => change(shown, { type: 'edited', edit }, context),
    })),
    type: (shown, text, context) => change(shown, { type: 'typed', text }, context),
  };
}
