import type { Command, Help } from 'commander';
import { exitCodes } from '../../src/cli/context/exit-codes.ts';

const meanings: Readonly<Record<string, string>> = {
  ok: 'It went well. An empty list is no failure.',
  failed: 'It failed or was refused, or with --exit-status the run failed or was canceled.',
  usage: 'The command line or the configuration is wrong.',
  notFound: 'There is no such run, failure, target or store.',
  auth: 'The server did not accept the token, or there is none.',
  unreachable: 'The server or the database did not answer, or not in time.',
  interrupted: 'Ctrl-C ended it. Other signals exit with 128 and their number.',
};

/** The manual page of the program, in roff, of what `--help` of each command says. */
export function toManPage(program: Command, version: string): string {
  const help = program.createHelp();
  const lines = [
    `.TH RUNLENS 1 "" "runlens ${version}" "User Commands"`,
    '.SH NAME',
    `runlens \\- ${text(lowerFirst(help.commandDescription(program)))}`,
    '.SH SYNOPSIS',
    `.B ${program.name()}`,
    '[options] [location]',
    '.br',
    `.B ${program.name()}`,
    '<command> [options]',
    '.SH DESCRIPTION',
    'Without a command, it shows the runs of a location on the screen. The key ? lists the keys of the screen.',
    ...sections(program, help),
    '.SH COMMANDS',
    ...leaves(program, help).flatMap(command => [`.SS ${text(pathOf(command))}`, ...about(command, help)]),
    '.SH EXIT STATUS',
    ...Object.entries(exitCodes).flatMap(([name, code]) => ['.TP', `.B ${code}`, text(meanings[name] ?? '')]),
  ];
  return `${lines.join('\n')}\n`;
}

function leaves(command: Command, help: Help): readonly Command[] {
  const commands = help.visibleCommands(command).filter(inside => inside.name() !== 'help');
  return commands.flatMap(inside => {
    const under = leaves(inside, help);
    const isGroup = under.length > 0 && help.visibleOptions(inside).length <= 1;
    return isGroup ? under : [inside, ...under];
  });
}

function about(command: Command, help: Help): readonly string[] {
  return [
    text(`${upperFirst(help.commandDescription(command))}.`),
    '.PP',
    `.B ${text(help.commandUsage(command))}`,
    ...sections(command, help),
  ];
}

/** Its arguments, its options but that for help, and what it adds, as examples. */
function sections(command: Command, help: Help): readonly string[] {
  const options = help.visibleOptions(command).filter(option => option.long !== '--help');
  const added = addedHelp(command);
  return [
    ...help
      .visibleArguments(command)
      .flatMap(argument => [
        '.TP',
        `.I ${text(help.argumentTerm(argument))}`,
        text(help.argumentDescription(argument)),
      ]),
    ...options.flatMap(option => [
      '.TP',
      `.B ${text(help.optionTerm(option))}`,
      text(help.optionDescription(option)),
    ]),
    ...(added === '' ? [] : ['.PP', '.nf', ...added.split('\n').map(text), '.fi']),
  ];
}

/** What a command prints below its own help. */
function addedHelp(command: Command): string {
  let printed = '';
  command.configureOutput({ writeOut: words => (printed += words) }).outputHelp();
  return printed.slice(command.helpInformation().length).trim();
}

function pathOf(command: Command): string {
  return command.parent?.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

/** A line of text, in ASCII, in which nothing is a request of roff. */
function text(words: string): string {
  const escaped = words
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(
      /[^\x20-\x7e]/gu,
      sign => `\\[u${sign.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}]`,
    );
  return /^[.']/u.test(escaped) ? `\\&${escaped}` : escaped;
}

function lowerFirst(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}

function upperFirst(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
