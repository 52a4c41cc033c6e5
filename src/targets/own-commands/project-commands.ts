import { InspectorError } from '../../model/errors.ts';
import { isRecord } from '../../model/is-record.ts';
import { readYaml } from '../config/config-file.ts';
import { findProjectConfig } from '../config/project-folder.ts';
import type { TargetContext } from '../target.ts';
import { mayHaveCommands } from './read-own-commands.ts';

/** Says that the commands of the project's file are ignored, where it has some. */
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
    // Whoever reads targets from the file is told.
    if (error instanceof InspectorError) return false;
    throw error;
  }
}
