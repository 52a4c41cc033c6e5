import { isAbsolute, join } from 'node:path';
import type { Context } from '../context/context.ts';

/** `undefined` where the user has no folder; a relative one would be in a project. */
export async function userFile(
  { userDataFolder }: Pick<Context, 'userDataFolder'>,
  name: string,
): Promise<string | undefined> {
  try {
    const path = join(await userDataFolder(), name);
    return isAbsolute(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
