import { type Context, EndedEarly, hasScreen } from './context/context.ts';
import { exitCodes } from './context/exit-codes.ts';
import { readVersion } from './context/version.ts';
import { type InspectorArgs, parseInspectorArgs } from './inspect/inspector-args.ts';

export async function main(argv: readonly string[], base: Context): Promise<number> {
  // Even where the word is the value of an option: opening a target read-only by mistake does no harm.
  const isReadOnly = argv.includes('--read-only') || undefined;
  const isLinear = isLinearWanted(argv, base) || undefined;
  // A copy opens all streams, each of which takes a millisecond.
  const context = (isReadOnly ?? isLinear) ? { ...base, isReadOnly, isLinear } : base;
  try {
    if (isVersionLine(argv)) return printVersion(context);
    const inspectorArgs = parseInspectorArgs(argv);
    const isScreen = inspectorArgs !== undefined && hasScreen(context);
    const code = await (isScreen ? inspect(inspectorArgs, context) : runCommand(argv, context));
    context.signal.throwIfAborted();
    return code;
  } catch (error) {
    if (error instanceof EndedEarly) return error.exitCode;
    const { reason } = context.signal;
    if (context.signal.aborted && reason instanceof EndedEarly) return reason.exitCode;
    const { printError } = await import('./print/write.ts');
    return printError(error, context);
  }
}

function isLinearWanted(argv: readonly string[], { env }: Pick<Context, 'env'>): boolean {
  const { TERM, RUNLENS_LINEAR: wish = '' } = env;
  return argv.includes('--linear') || TERM === 'dumb' || (wish !== '' && wish !== '0');
}

/** Answered before commander and the commands are loaded, which takes longest. */
function isVersionLine([word, ...rest]: readonly string[]): boolean {
  return (word === '--version' || word === '-V') && rest.length === 0;
}

function printVersion({ stdout }: Context): number {
  stdout.write(`${readVersion()}\n`);
  return exitCodes.ok;
}

async function inspect(args: InspectorArgs, context: Context): Promise<number> {
  const { runInspect } = await import('./inspect/inspect.ts');
  return runInspect(args, context);
}

async function runCommand(argv: readonly string[], context: Context): Promise<number> {
  const { runProgramLine } = await import('./program.ts');
  return runProgramLine(argv, context);
}
