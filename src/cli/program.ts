import { Command, CommanderError } from 'commander';
import { InspectorError } from '../model/errors.ts';
import { looksLikeLocation } from '../targets/location.ts';
import { declareCommands } from './command-tree.ts';
import type { Context, Runner } from './context/context.ts';
import { exitCodes } from './context/exit-codes.ts';
import { readVersion } from './context/version.ts';
import { unknownCommand } from './inspect/unknown-command.ts';

export async function runProgramLine(argv: readonly string[], context: Context): Promise<number> {
  let code: number = exitCodes.ok;
  const line = withHelpAtTheEnd(argv);
  const program = await createProgram({ context, done: result => (code = result) }, line);
  try {
    await program.parseAsync([...line], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return endOfParsing(error, program, line);
    throw error;
  }
}

/** `help serve token add` is `serve token add --help`: commander's own command takes one word. */
function withHelpAtTheEnd(argv: readonly string[]): readonly string[] {
  const [first, ...words] = argv;
  return first === 'help' && words.length > 1 ? [...words, '--help'] : argv;
}

export async function createProgram(
  { context, done }: Omit<Runner, 'line'>,
  line: readonly string[],
): Promise<Command> {
  const program = new Command('runlens')
    .description('A keyboard-driven terminal inspector for workflow runs')
    .version(readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command...]', 'show help for a command')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: text => context.stdout.write(text),
      writeErr: text => context.stderr.write(text),
      outputError: () => {},
      getOutHelpWidth: () => context.stdout.columns ?? 100,
      getErrHelpWidth: () => context.stderr.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  await declareCommands(program, { context, done, line }, line);
  refuseMisplacedOptions(program);
  return program;
}

const shared = ['target', 'insecure'];

/** Refuses an option of the inspector before a command, except those that hold for every command. */
function refuseMisplacedOptions(program: Command): void {
  program.hook('preAction', (_, action) => {
    if (action === program) return;
    // Ignored by a command without it, `--read-only` would let that command act.
    const isReadOnly = action.options.some(option => option.attributeName() === 'readOnly');
    const allowed = isReadOnly ? [...shared, 'readOnly'] : shared;
    const misplaced = Object.keys(program.opts()).find(name => !allowed.includes(name));
    if (misplaced === undefined) return;
    const written = misplaced.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
    const hint = `write it after the command, if the command takes it`;
    throw new InspectorError('usage', `--${written} comes before the command "${action.name()}"`, { hint });
  });
}

function findCommand(program: Command, argv: readonly string[]): { command: Command; path: string } {
  let command = program;
  const path = [program.name()];
  for (const word of argv) {
    const next = command.commands.find(sub => sub.name() === word);
    if (!next) continue;
    command = next;
    path.push(word);
  }
  return { command, path: path.join(' ') };
}

function endOfParsing(error: CommanderError, program: Command, argv: readonly string[]): number {
  if (error.code === 'commander.helpDisplayed' || error.code === 'commander.version') return exitCodes.ok;
  if (error.code === 'commander.help') return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  const { command, path } = findCommand(program, argv);
  const [word, second] = program.args;
  // The options of an unknown command are unknown, too.
  const isNamed = [word, second].every(one => one !== undefined && !one.startsWith('-'));
  const isExcess = error.code === 'commander.excessArguments' || isNamed;
  if (isExcess && path === program.name() && word !== undefined && !looksLikeLocation(word))
    throw unknownCommand(program, word, error);
  const [first = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const nearest = suggestion?.replace(/^\(Did you mean (.*)\?\)$/, ': did you mean "$1"?') ?? '';
  const hints = [`see "${path} --help"`];
  if (error.code === 'commander.unknownOption' && command.registeredArguments.length > 0) {
    hints.push(`an id or a name that begins with "-" comes last, after "--": ${path} -- -abc`);
  }
  throw new InspectorError('usage', first + nearest, { hint: hints.join('; '), cause: error });
}
