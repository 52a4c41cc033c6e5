import { parseServerAddress } from '../../http/server-address.ts';
import { resolveTarget } from '../../targets/resolve-target.ts';
import { saveTarget } from '../../targets/save-target.ts';
import { type ResolvedTarget, targetKey } from '../../targets/target.ts';
import type { Context } from '../context/context.ts';
import { defineCommand, type Given } from '../options/define-command.ts';
import { severalHelp } from '../options/target-options.ts';
import { writeNotice } from '../print/write.ts';

export const targetsUse = defineCommand({
  description: 'set the default target, which is used unless a project configures another',
  declare: command =>
    command.argument('<target>', `a path, a folder, an address or a configured name; ${severalHelp}`),
  shares: 'nothing',
  examples: {
    'runlens targets use ~/shop': '',
    'runlens targets use https://runs.example.com': '',
  },
  run: runTargetsUse,
});

async function runTargetsUse({ args: [text = ''] }: Given, context: Context): Promise<void> {
  const chosen = await saveTarget(text, context);
  const config = await context.userConfigPath();
  writeNotice(`${chosen.info.location} is now the default target (${config})`, context);
  if (needsTrust(chosen)) {
    writeNotice(
      `  each command needs --insecure for it, unless ${config} names it with "insecure: true":`,
      context,
    );
    writeNotice(`  targets: { NAME: { location: ${targetKey(chosen)}, insecure: true } }`, context);
  }
  const effective = await resolveTarget(undefined, context);
  if (targetKey(effective) !== targetKey(chosen)) {
    const { reason, location } = effective.info;
    writeNotice(`here ${reason} takes precedence: ${location}`, context);
  }
}

/** Whether a token needs `--insecure`: plain HTTP to another machine. */
function needsTrust(target: ResolvedTarget): boolean {
  if (target.kind !== 'http' || target.isInsecure) return false;
  const { isPlain, isLoopback } = parseServerAddress(target.url);
  return isPlain && !isLoopback;
}
