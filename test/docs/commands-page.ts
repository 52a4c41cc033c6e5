import type { Command, Help, Option } from 'commander';
import { exitCodes } from '../../src/cli/context/exit-codes.ts';
import { exitMeanings, leaves, pathOf, upperFirst } from '../release/command-help.ts';
import { table } from './markdown-table.ts';

/** Options that so many commands have are described once, at the top of the page. */
const fewestForCommon = 3;
/** Commands that read runs have the first of these, and those that print data the others. */
const unnamed = ['--target', '--insecure', '--read-only', '--output', '--json', '--no-header', '--redact'];
/** The commands of agents are those of workflows under another noun. */
const asWorkflows = 'agents sessions ';

/** Every command, from what its `--help` says. */
export function commandsPage(program: Command): string {
  const help = program.createHelp();
  const commands = leaves(program, help);
  const common = commonOptions(commands, help);
  return [
    '# Commands',
    'Made from the program by `npm run pages`; `--help` of each command says the same, with examples. What scripts may rely on is in [what is stable](stable.md).',
    ...describe(program, help, new Map()),
    '## Options of several commands',
    'What reads runs has `--target`, `--insecure` and `--read-only`, and what prints data `--output`, `--json`, `--no-header` and `--redact`. A command names the others of these below its own.',
    table(
      ['option', 'meaning'],
      [...common.values()].map(option => optionRow(option, help)),
    ),
    ...commands
      .filter(command => !pathOf(command).startsWith(asWorkflows))
      .flatMap(command => [
        `## ${pathOf(command)}`,
        `${upperFirst(help.commandDescription(command))}. \`${help.commandUsage(command)}\``,
        ...describe(command, help, common),
      ]),
    '## agents sessions',
    '`runlens agents sessions list`, `get` and `cancel` are `workflows runs list`, `get` and `cancel` for sessions of agents.',
    '## Exit codes',
    table(
      ['code', 'meaning'],
      Object.entries(exitCodes).map(([name, code]) => [String(code), exitMeanings[name] ?? '']),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

function describe(command: Command, help: Help, common: ReadonlyMap<string, Option>): readonly string[] {
  const options = optionsOf(command, help);
  const own = options.filter(option => !common.has(idOf(option)));
  const shared = options.filter(option => common.has(idOf(option)) && !unnamed.includes(option.long ?? ''));
  const rows = [
    ...help
      .visibleArguments(command)
      .map(argument => [`*${help.argumentTerm(argument)}*`, help.argumentDescription(argument)]),
    ...own.map(option => optionRow(option, help)),
  ];
  return [
    ...(rows.length > 0 ? [table(['', ''], rows)] : []),
    ...(shared.length > 0 ? [`Also ${shared.map(({ long }) => `\`${long}\``).join(' ')}`] : []),
  ];
}

function commonOptions(commands: readonly Command[], help: Help): ReadonlyMap<string, Option> {
  const same = Map.groupBy(
    commands.flatMap(command => optionsOf(command, help)),
    idOf,
  );
  return new Map(
    [...same].flatMap(([id, options]) =>
      options.length >= fewestForCommon && options[0] ? [[id, options[0]] as const] : [],
    ),
  );
}

function optionsOf(command: Command, help: Help): readonly Option[] {
  return help.visibleOptions(command).filter(({ long }) => long !== '--help');
}

function idOf({ flags, description }: Option): string {
  return `${flags} ${description}`;
}

function optionRow(option: Option, help: Help): readonly string[] {
  return [`\`${help.optionTerm(option)}\``, help.optionDescription(option)];
}
