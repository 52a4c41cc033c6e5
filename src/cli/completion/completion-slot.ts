import type { Argument, Command, Option } from 'commander';

export type Slot =
  | { readonly type: 'words'; readonly words: readonly string[] }
  /** `values` are its choices, if those are fixed. */
  | {
      readonly type: 'value';
      readonly name: string;
      readonly values: readonly string[];
      readonly command: Command;
      readonly args: readonly string[];
    };

export function findSlot(program: Command, words: readonly string[], current: string): Slot {
  let command = program;
  const args: string[] = [];
  let pending: Option | undefined;
  for (const word of words) {
    if (pending) {
      pending = undefined;
      continue;
    }
    if (word.startsWith('-')) {
      pending = optionTaking(command, word);
      continue;
    }
    const sub = args.length === 0 ? command.commands.find(one => one.name() === word) : undefined;
    if (sub) command = sub;
    else args.push(word);
  }
  if (pending) return valueSlot(pending.attributeName(), pending.argChoices, command, args);
  if (current.startsWith('-')) return { type: 'words', words: flagsOf(command) };
  return argumentSlot(command, args);
}

function argumentSlot(command: Command, args: readonly string[]): Slot {
  const subcommands = args.length === 0 ? visibleNames(command) : [];
  const argument = argumentAt(command, args.length);
  if (subcommands.length > 0 || !argument) return { type: 'words', words: subcommands };
  return valueSlot(argument.name(), argument.argChoices, command, args);
}

function valueSlot(
  name: string,
  values: readonly string[] | undefined,
  command: Command,
  args: readonly string[],
): Slot {
  return { type: 'value', name, values: values ?? [], command, args };
}

function optionTaking(command: Command, word: string): Option | undefined {
  const option = command.options.find(known => known.long === word || known.short === word);
  return option && (option.required || option.optional) ? option : undefined;
}

function visibleNames(command: Command): readonly string[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map(sub => sub.name())
    .filter(name => name !== 'help');
}

function argumentAt(command: Command, index: number): Argument | undefined {
  const { registeredArguments } = command;
  const last = registeredArguments.at(-1);
  return registeredArguments[index] ?? (last?.variadic ? last : undefined);
}

function flagsOf(command: Command): readonly string[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap(option => (option.long ? [option.long] : []));
}
