import type { OwnCommand } from '../../model/own-command/own-command.ts';
import { keyName } from '../../state/keys/key.ts';
import { bindings } from '../../state/keys/keymap.ts';
import { invalidCommand } from '../../targets/own-commands/read-own-commands.ts';

/** A terminal sends Tab, Enter and Backspace for these. */
const sameAsOthers: ReadonlySet<string> = new Set(['ctrl+h', 'ctrl+i', 'ctrl+j', 'ctrl+m']);

/** Throws an `InspectorError` for the first key that is none, that is taken, or that two commands have. */
export function checkKeys(commands: readonly OwnCommand[]): void {
  const seen = new Map<string, OwnCommand>();
  for (const command of commands) {
    const { key, place } = command;
    if (key === undefined) continue;
    if (!isKey(key))
      throw invalidCommand(place, 'its key is neither a character nor ctrl+ and a letter, such as ctrl+o');
    if (sameAsOthers.has(key))
      throw invalidCommand(place, `${keyName(key)} is another key in a terminal; ${freeKeys()}`);
    const taken = bindings.find(({ keys }) => keys.includes(key));
    if (taken) throw invalidCommand(place, `${keyName(key)} is taken: ${taken.help}; ${freeKeys()}`);
    const other = seen.get(key);
    if (other)
      throw invalidCommand(place, `${keyName(key)} is the key of the command at ${other.place}, too`);
    seen.set(key, command);
  }
}

function isKey(key: string): boolean {
  return /^(?:ctrl\+[a-z]|[^\s\p{C}])$/u.test(key);
}

function freeKeys(): string {
  const taken = new Set(bindings.flatMap(({ keys }) => keys));
  const free = [...'abcdefghijklmnopqrstuvwxyz'].filter(letter => {
    const key = `ctrl+${letter}`;
    return !taken.has(key) && !sameAsOthers.has(key);
  });
  return `free are ${free.map(letter => keyName(`ctrl+${letter}`)).join(' ')}`;
}
