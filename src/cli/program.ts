import { Command, CommanderError } from 'commander';
import { InspectorError } from '../model/errors.ts';
import { looksLikeLocation } from '../targets/location.ts';
import type { Context } from './context.ts';
import { declareAgents } from './declare/agents.ts';
import { declareComplete } from './declare/complete.ts';
import { declareCompletion } from './declare/completion.ts';
import { declareDemo, declareDemoLife } from './declare/demo.ts';
import { declareHistory } from './declare/history.ts';
import { declareInspect } from './declare/inspect.ts';
import { declareServe } from './declare/serve.ts';
import { declareTargets } from './declare/targets.ts';
import { declareWorkflows } from './declare/workflows.ts';
import { exitCodes } from './exit-codes.ts';
import type { Runner } from './options/target-options.ts';
import { noSuchCommand } from './unknown-command.ts';
import { readVersion } from './version.ts';

/** Parses a command line with every command known, and runs the one it names. */
export async function runProgramLine(argv: readonly string[], context: Context): Promise<number> {
  let code: number = exitCodes.ok;
  const line = withHelpAtTheEnd(argv);
  const program = createProgram({ context, done: result => (code = result) }, line[0]);
  try {
    await program.parseAsync([...line], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return endOfParsing(error, program, line);
    throw error;
  }
}

/** `help serve token add` is `serve token add --help`: commander's own takes one word. */
function withHelpAtTheEnd(argv: readonly string[]): readonly string[] {
  const [first, ...words] = argv;
  return first === 'help' && words.length > 1 ? [...words, '--help'] : argv;
}

/**
 * The commands, declared; nothing runs until a line is parsed. A first word that names one spares declaring
 * the others.
 */
export function createProgram(runner: Runner, firstWord?: string): Command {
  const { stdout, stderr } = runner.context;
  const program = new Command('runlens')
    .description('A keyboard-driven terminal inspector for workflow runs')
    .version(readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command...]', 'show help for a command')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: text => stdout.write(text),
      writeErr: text => stderr.write(text),
      outputError: () => {},
      getOutHelpWidth: () => stdout.columns ?? 100,
      getErrHelpWidth: () => stderr.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  for (const declare of declarationsFor(firstWord)) declare(program, runner);
  refuseMisplacedOptions(program);
  return program;
}

const declarations = {
  demo: declareDemo,
  workflows: declareWorkflows,
  agents: declareAgents,
  history: declareHistory,
  targets: declareTargets,
  serve: declareServe,
  completion: declareCompletion,
} as const;

function declarationsFor(
  firstWord: string | undefined,
): readonly ((program: Command, runner: Runner) => void)[] {
  const named = Object.entries(declarations).filter(([name]) => name === firstWord);
  if (named.length > 0) return named.map(([, declare]) => declare);
  return [declareInspect, ...Object.values(declarations), declareComplete, declareDemoLife];
}

/**
 * An option of the inspector before another command would be read and dropped; only `--target` and
 * `--insecure` are meant for all.
 */
function refuseMisplacedOptions(program: Command): void {
  program.hook('preAction', (_, action) => {
    if (action === program) return;
    const misplaced = Object.keys(program.opts()).find(name => name !== 'target' && name !== 'insecure');
    if (misplaced === undefined) return;
    throw new InspectorError('usage', `--${misplaced} stands before the command "${action.name()}"`, {
      hint: `write it after the command, if the command takes it`,
    });
  });
}

/** The words of the command that a line means, as far as they are commands. */
function commandPath(program: Command, argv: readonly string[]): string {
  let command = program;
  const path = [program.name()];
  for (const word of argv) {
    const next = command.commands.find(sub => sub.name() === word);
    if (!next) continue;
    command = next;
    path.push(word);
  }
  return path.join(' ');
}

function endOfParsing(error: CommanderError, program: Command, argv: readonly string[]): number {
  if (error.code === 'commander.helpDisplayed' || error.code === 'commander.version') return exitCodes.ok;
  if (error.code === 'commander.help') return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  const path = commandPath(program, argv);
  const [word] = program.args;
  if (
    error.code === 'commander.excessArguments' &&
    path === program.name() &&
    word !== undefined &&
    !looksLikeLocation(word)
  ) {
    throw noSuchCommand(program, word, error);
  }
  const [first = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const asked = suggestion?.replace(/^\(Did you mean (.*)\?\)$/, ': did you mean "$1"?') ?? '';
  throw new InspectorError('usage', first + asked, { hint: `see "${path} --help"`, cause: error });
}
