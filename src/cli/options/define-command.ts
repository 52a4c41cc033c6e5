import { type Command, type CommandOptions, Option } from 'commander';
import { InspectorError } from '../../model/errors.ts';
import type { RunKind } from '../../model/run.ts';
import type { TargetChoice } from '../../targets/target.ts';
import type { Context, Runner } from '../context/context.ts';
import { exitCodes } from '../context/exit-codes.ts';
import { addExamples, addTargetOption, targetOf } from './target-options.ts';

/** What every command is given besides the values of its options. */
export type Given = {
  readonly args: readonly string[];
  readonly command: Command;
  /** The words of the command line, without the program's name. */
  readonly line: readonly string[];
};

type CommandRecord<Options extends Given> = {
  readonly description: string;
  readonly declare?: (command: Command, context: Context) => Command;
  /** Options that many commands have: `data` is where runs are read, and the format of the output. */
  readonly shares?: 'data' | 'data of one target' | 'target' | 'output' | 'nothing';
  readonly examples?: Readonly<Record<string, string>>;
  readonly as?: CommandOptions;
  /** Resolves with the exit code, where that is not 0. */
  readonly run: (options: Options, context: Context) => Promise<number> | Promise<void>;
};

/** Declares a command by the word that is typed; commands that workflows and agents share read `nouns`. */
export type Declare = (parent: Command, runner: Runner, word: string, nouns: Nouns) => Command;

export function defineCommand<Options extends Given>(
  record: CommandRecord<Options> | ((nouns: Nouns) => CommandRecord<Options>),
): Declare {
  return (parent, { context, done, line }, word, nouns) => {
    const { as, description, declare, shares, examples, run } =
      typeof record === 'function' ? record(nouns) : record;
    const command = parent.command(word, as).description(description);
    declare?.(command, context);
    const sharedOf = addShared(command, shares, context);
    if (examples) addExamples(command, examples);
    return command.action(async () => {
      const options = { ...command.opts<Options>(), ...sharedOf(), args: command.args, command, line };
      done((await run(options, context)) ?? exitCodes.ok);
    });
  };
}

function addShared(command: Command, shares: CommandRecord<Given>['shares'] = 'data', context: Context) {
  const hasOutput = shares.startsWith('data') || shares === 'output';
  const hasTarget = shares.startsWith('data') || shares === 'target';
  if (hasTarget) addTargetOption(command, shares !== 'data of one target');
  if (hasOutput) addOutputOptions(command);
  return () => ({
    ...(hasTarget ? { target: targetOf(command) } : {}),
    ...(hasOutput ? { output: outputOf(command, context) } : {}),
  });
}

const outputFormats = ['table', 'json', 'yaml', 'ndjson', 'tsv'] as const;

export type Output = {
  readonly format: (typeof outputFormats)[number];
  readonly isExplicit: boolean;
  readonly redact: boolean;
  /** Whether `tsv` begins with the names of its columns. */
  readonly header: boolean;
};

function addOutputOptions(command: Command): Command {
  return command
    .addOption(
      new Option('-o, --output <format>', 'the format; default: table on a terminal, json in a pipe').choices(
        outputFormats,
      ),
    )
    .addOption(new Option('--json', 'short for -o json').conflicts('output'))
    .option('--no-header', 'leave out the names of the columns, with -o tsv')
    .option('--redact', 'mask what looks like a secret, as tables and texts always do');
}

function outputOf(command: Command, { stdout }: Pick<Context, 'stdout'>): Output {
  type Flags = Pick<Output, 'header'> & Partial<Record<'json' | 'redact', true>>;
  const flags = command.opts<Flags & { readonly output?: Output['format'] }>();
  const named = flags.json ? 'json' : flags.output;
  const format = named ?? (stdout.isTTY ? 'table' : 'json');
  if (!flags.header && format !== 'tsv')
    throw new InspectorError('usage', '--no-header goes with -o tsv only', { hint: 'add -o tsv' });
  return { format, isExplicit: named !== undefined, redact: flags.redact ?? false, header: flags.header };
}

export type DataOptions = Given & { readonly output: Output; readonly target: TargetChoice };

/** How the commands of one kind of run name things: a run of a workflow, a session of an agent. */
export type Nouns = {
  readonly kind: RunKind;
  readonly group: string;
  readonly runs: string;
  readonly run: string;
  readonly id: string;
  readonly example: string;
  readonly exampleId: string;
};

export const workflowNouns: Nouns = {
  kind: 'workflow',
  group: 'workflows',
  runs: 'workflows runs',
  run: 'run',
  id: 'run-id',
  example: 'signup-pipeline',
  exampleId: 'demo-failed',
};

export const agentNouns: Nouns = {
  kind: 'agent',
  group: 'agents',
  runs: 'agents sessions',
  run: 'session',
  id: 'session-id',
  example: 'support-agent',
  exampleId: 'demo-session',
};
