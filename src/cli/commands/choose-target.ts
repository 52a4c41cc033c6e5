import { resolveTarget } from '../../stores/targets/resolve-target.ts';
import { targetKey } from '../../stores/targets/resolved-target.ts';
import { saveTarget } from '../../stores/targets/save-target.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { say } from '../print/write.ts';

export async function runChooseTarget(text: string, context: Context): Promise<number> {
  const chosen = await saveTarget(text, context);
  say(`${chosen.info.location} is used from now on (${await context.userConfigPath()})`, context);
  const effective = await resolveTarget(undefined, context);
  if (targetKey(effective) !== targetKey(chosen)) {
    say(`here ${effective.info.reason} wins: ${effective.info.location}`, context);
  }
  return exitCodes.ok;
}
