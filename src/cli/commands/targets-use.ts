import type { Command } from 'commander';
import { resolveTarget } from '../../stores/targets/resolve-target.ts';
import { saveTarget } from '../../stores/targets/save-target.ts';
import type { Context } from '../context.ts';
import type { Runner } from '../declare.ts';
import { addExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { say } from '../print/write.ts';

export function declareTargetsUse(targets: Command, { context, done }: Runner, run = runTargetsUse): void {
  const command = targets
    .command('use')
    .description('make a target the one used where no project says otherwise')
    .argument('<target>', 'a path, a folder or a configured name');
  addExamples(command, { 'runlens targets use ~/shop': '' });
  command.action(async (target: string) => done(await run(target, context)));
}

export async function runTargetsUse(text: string, context: Context): Promise<number> {
  const chosen = await saveTarget(text, context);
  say(`${chosen.info.location} is used from now on (${await context.userConfigPath()})`, context);
  const effective = await resolveTarget(undefined, context);
  if (effective.path !== chosen.path) {
    say(`here ${effective.info.reason} wins: ${effective.info.location}`, context);
  }
  return exitCodes.ok;
}
