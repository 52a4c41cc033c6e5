import { parseServerAddress } from '../../http/server-address.ts';
import { resolveTarget } from '../../targets/resolve-target.ts';
import { type ResolvedTarget, targetKey } from '../../targets/resolved-target.ts';
import { saveTarget } from '../../targets/save-target.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { say } from '../print/write.ts';

export async function runChooseTarget(text: string, context: Context): Promise<number> {
  const chosen = await saveTarget(text, context);
  const config = await context.userConfigPath();
  say(`${chosen.info.location} is used from now on (${config})`, context);
  if (needsTrust(chosen)) {
    say(`  each command asks for --insecure there, until ${config} names it with "insecure: true"`, context);
    say(`  targets: { NAME: { location: ${targetKey(chosen)}, insecure: true } }`, context);
  }
  const effective = await resolveTarget(undefined, context);
  if (targetKey(effective) !== targetKey(chosen)) {
    say(`here ${effective.info.reason} wins: ${effective.info.location}`, context);
  }
  return exitCodes.ok;
}

/** A token does not go over plain HTTP to another machine by itself. */
function needsTrust(target: ResolvedTarget): boolean {
  if (target.kind !== 'http' || target.isInsecure) return false;
  const { isPlain, isLoopback } = parseServerAddress(target.url);
  return isPlain && !isLoopback;
}
