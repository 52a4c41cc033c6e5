import { delimiter, isAbsolute, join } from 'node:path';
import { InspectorError } from '../../model/errors.ts';
import { fillCommand, type OwnCommand } from '../../model/own-command/own-command.ts';
import { sanitizeLines } from '../../model/text/sanitize.ts';
import { findInFolders, isExecutable, trustedFolders } from '../../programs/find-on-path.ts';
import { runProgram } from '../../programs/run-program.ts';
import type { OwnOutput, OwnRequest } from '../../screen/shell/effects.ts';
import { secretVariables } from '../../targets/engines.ts';
import { findProjectFolder } from '../../targets/project-config.ts';
import { withTemporaryFile } from '../../terminal/temporary-file.ts';
import type { Context } from '../context/context.ts';

/** Esc ends it before. */
const longestMs = 60 * 60_000;

/** Runs without a terminal, and removes its file at the end; throws `InspectorError` where it cannot run. */
export async function runOwn(request: OwnRequest, context: Context, signal: AbortSignal): Promise<OwnOutput> {
  const { file } = request;
  if (file === undefined) return runCommand(request, undefined, context, signal);
  return withTemporaryFile('run.json', file, path => runCommand(request, path, context, signal));
}

async function runCommand(
  { command, values }: OwnRequest,
  path: string | undefined,
  context: Context,
  signal: AbortSignal,
): Promise<OwnOutput> {
  const { cwd, home, env } = context;
  const args = fillCommand(command, { ...values, file: path });
  // `PATH` without the project's own folders, for the command and for what it starts.
  const folders = trustedFolders({ path: env.PATH, project: findProjectFolder(cwd), home });
  const [first] = command.run;
  const { exitCode, stdout, stderr } = await runProgram({
    name: command.name,
    file: command.isShell ? '/bin/sh' : findOwnProgram(command, folders, context),
    args: command.isShell ? ['-c', first, command.name, ...args] : args,
    cwd,
    env: { ...env, PATH: folders.join(delimiter) },
    secretVariables: secretVariables(),
    timeoutMs: longestMs,
    signal,
  });
  return { exitCode, stdout: toSafe(stdout), stderr: toSafe(stderr) };
}

function findOwnProgram({ run, place }: OwnCommand, folders: readonly string[], { home }: Context): string {
  const [name] = run;
  const path = name.startsWith('~/') ? join(home, name.slice(2)) : name;
  if (isAbsolute(path)) {
    if (isExecutable(path)) return path;
    throw new InspectorError('usage', `${name} cannot be run (${place})`, { hint: 'name an executable' });
  }
  const found = name.includes('/') ? undefined : findInFolders(name, folders);
  if (found !== undefined) return found;
  throw new InspectorError('usage', `there is no program ${name} (${place})`, {
    hint: 'name one that is on PATH, outside of this project, or its absolute path',
  });
}

/** The output may hold recorded text, which a terminal must not obey. */
function toSafe(text: string): string {
  return sanitizeLines(text).join('\n');
}
