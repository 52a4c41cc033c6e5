import type { Command, Help } from 'commander';

/** What the exit codes mean, by their names. */
export const exitMeanings: Readonly<Record<string, string>> = {
  ok: 'It went well. An empty list is no failure.',
  failed: 'It failed or was refused, or with --exit-status the run failed or was canceled.',
  usage: 'The command line, target or configuration is wrong.',
  notFound: 'There is no such run, failure or token.',
  auth: 'The server did not accept the token, or there is none.',
  unreachable: 'The server or the database did not answer, or not in time.',
  interrupted:
    'Ctrl-C ended it; other signals: 128 and their number. serve and listen, which end so, exit with 0.',
};

/** The commands that do something: a group that only holds others is none. */
export function leaves(command: Command, help: Help): readonly Command[] {
  const commands = help.visibleCommands(command).filter(inside => inside.name() !== 'help');
  return commands.flatMap(inside => {
    const under = leaves(inside, help);
    const isGroup = under.length > 0 && help.visibleOptions(inside).length <= 1;
    return isGroup ? under : [inside, ...under];
  });
}

/** What a command prints below its own help. */
export function addedHelp(command: Command): string {
  let printed = '';
  command.configureOutput({ writeOut: words => (printed += words) }).outputHelp();
  return printed.slice(command.helpInformation().length).trim();
}

export function pathOf(command: Command): string {
  return command.parent?.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

export function upperFirst(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
