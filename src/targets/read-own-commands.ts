import { existsSync } from 'node:fs';
import { readSmallFile } from '../files/read-small-file.ts';
import { InspectorError } from '../model/errors.ts';
import { isRecord } from '../model/is-record.ts';
import type { OwnCommand } from '../model/own-command/own-command.ts';
import { readYaml } from './config-file.ts';
import { formatPath } from './location.ts';
import { findProjectConfig } from './project-config.ts';
import type { TargetContext } from './target.ts';

/** Reads the user's own file alone. Throws an `InspectorError` that names the file and the line. */
export async function readOwnCommands(context: TargetContext): Promise<readonly OwnCommand[]> {
  const path = await context.userConfigPath();
  // Most files have none, and are not parsed for them.
  if (!existsSync(path) || !mayHaveCommands(path)) return [];
  await readYaml(path);
  const { parseOwnCommands } = await import('./config-parser.ts');
  const { result, lines } = parseOwnCommands(readSmallFile(path));
  const shown = formatPath(path, context.cwd, context.home);
  if ('problem' in result) throw invalidCommand(placeOf(shown, lines[result.at ?? -1]), result.problem);
  return result.map(({ run, shell, confirm, ...command }, at) => ({
    ...command,
    run: typeof run === 'string' ? [run] : run,
    isShell: shell,
    isConfirmed: confirm,
    place: placeOf(shown, lines[at]),
  }));
}

function invalidCommand(place: string, problem: string): InspectorError {
  return new InspectorError('usage', `${place}: ${problem}`, {
    hint: 'a command has "name", "run" (a list: the program and its arguments), and may have "key", "confirm" and "shell"',
  });
}

function mayHaveCommands(path: string): boolean {
  try {
    return readSmallFile(path).includes('commands');
  } catch {
    // Reading the configuration says what is wrong.
    return true;
  }
}

function placeOf(path: string, line: number | undefined): string {
  return line === undefined ? path : `${path}:${line}`;
}

export async function ignoredCommandsText({ cwd }: TargetContext): Promise<string | undefined> {
  const path = findProjectConfig(cwd);
  if (path === undefined || !mayHaveCommands(path) || !(await hasCommands(path))) return undefined;
  return `${path}: "commands" are ignored: they run programs, and belong in your own configuration`;
}

async function hasCommands(path: string): Promise<boolean> {
  try {
    const value = await readYaml(path);
    return isRecord(value) && value['commands'] !== undefined;
  } catch (error) {
    // Whoever reads targets from the file reports it.
    if (error instanceof InspectorError) return false;
    throw error;
  }
}
