import type { TargetContext } from '../target.ts';
import { readUserConfig, type TargetConfig } from './config-file.ts';
import { readProjectConfig } from './project-config.ts';
import { findProjectConfig } from './project-folder.ts';

/** The configurations that apply, the one whose `target:` wins first. A name is in one of them. */
export async function readConfigs(context: TargetContext): Promise<readonly TargetConfig[]> {
  const user = await readUserConfig(await context.userConfigPath());
  const projectPath = findProjectConfig(context.cwd);
  return projectPath === undefined ? [user] : [await readProjectConfig(projectPath, user), user];
}
