import type { Command } from 'commander';
import { parseServerAddress } from '../../http/server-address.ts';
import { resolveTarget } from '../../targets/resolve-target.ts';
import { saveTarget } from '../../targets/save-target.ts';
import { type ResolvedTarget, targetKey } from '../../targets/target.ts';
import type { Context, Runner } from '../context/context.ts';
import { exitCodes } from '../context/exit-codes.ts';
import { addExamples } from '../options/examples.ts';
import { severalHelp } from '../options/target-options.ts';
import { writeNotice } from '../print/write.ts';

export function declareCommand(group: Command, { context, done }: Runner): Command {
  const command = group
    .command('use')
    .description('set the default target, which is used unless a project configures another')
    .argument('<target>', `a path, a folder, an address or a configured name; ${severalHelp}`);
  addExamples(command, {
    'runlens targets use ~/shop': '',
    'runlens targets use https://runs.example.com': '',
  });
  return command.action(async (target: string) => done(await runTargetsUse(target, context)));
}

async function runTargetsUse(text: string, context: Context): Promise<number> {
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
  return exitCodes.ok;
}

/** Whether a token is not sent without `--insecure`: to another machine, over plain HTTP. */
function needsTrust(target: ResolvedTarget): boolean {
  if (target.kind !== 'http' || target.isInsecure) return false;
  const { isPlain, isLoopback } = parseServerAddress(target.url);
  return isPlain && !isLoopback;
}
