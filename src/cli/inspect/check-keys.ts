import type { OwnCommand } from '../../model/own-command/own-command.ts';
import '../../screen/commands.ts';
import { type Key, keyName } from '../../screen/shell/keyboard.ts';
import { commandRows } from '../../screen/shell/keymap.ts';

/** A terminal sends Tab, Enter and Backspace for these. */
const sameAsOthers: ReadonlySet<string> = new Set(['ctrl+h', 'ctrl+i', 'ctrl+j', 'ctrl+m']);

type CheckedCommands = {
  /** A command whose key cannot be used is in the palette alone. */
  readonly commands: readonly OwnCommand[];
  readonly problems: readonly string[];
};

export function checkKeys(commands: readonly OwnCommand[]): CheckedCommands {
  const problems: string[] = [];
  const seen = new Map<Key, OwnCommand>();
  const checked = commands.map(command => {
    const { key, place, name } = command;
    if (key === undefined) return command;
    const problem = keyProblem(key, seen);
    if (problem === undefined) {
      seen.set(key, command);
      return command;
    }
    problems.push(`${place}: ${problem}; "${name}" is in the palette (:) alone`);
    const { key: _, ...without } = command;
    return without;
  });
  return { commands: checked, problems };
}

function keyProblem(key: Key, seen: ReadonlyMap<Key, OwnCommand>): string | undefined {
  if (!/^(?:ctrl\+[a-z]|[^\s\p{C}])$/u.test(key))
    return 'its key is neither a character nor ctrl+ and a letter, such as ctrl+o';
  if (sameAsOthers.has(key)) return `${keyName(key)} is another key in a terminal`;
  const taken = commandRows().find(({ keys }) => keys.includes(key));
  if (taken) return `${keyName(key)} is taken: ${taken.help}`;
  const other = seen.get(key);
  return other && `${keyName(key)} is the key of the command at ${other.place}, too`;
}

const letters = 'abcdefghijklmnopqrstuvwxyz';
const marks = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const typedKeys: readonly Key[] = [
  ...letters,
  ...letters.toUpperCase(),
  ...marks,
  ...Array.from(letters, letter => `ctrl+${letter}`),
];

/** The keys that neither a screen nor these commands use: `D H L # ^a`. */
export function freeKeys(commands: readonly OwnCommand[]): string {
  const taken = new Set([...commandRows().flatMap(({ keys }) => keys), ...commands.map(({ key }) => key)]);
  const free = typedKeys.filter(key => !taken.has(key) && !sameAsOthers.has(key));
  return free.map(keyName).join(' ');
}
