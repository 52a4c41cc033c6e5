import type { Command, Help } from 'commander';
import { exitCodes } from '../../src/cli/context/exit-codes.ts';
import { addedHelp, exitMeanings, leaves, pathOf, upperFirst } from './command-help.ts';

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
    ...Object.entries(exitCodes).flatMap(([name, code]) => [
      '.TP',
      `.B ${code}`,
      text(exitMeanings[name] ?? ''),
    ]),
  ];
  return `${lines.join('\n')}\n`;
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
