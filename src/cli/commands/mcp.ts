import { type Command, Option } from 'commander';
import type { TargetChoice } from '../../targets/target.ts';
import { type Context, type Runner, userName } from '../context/context.ts';
import { exitCodes } from '../context/exit-codes.ts';
import { readVersion } from '../context/version.ts';
import { keepOwnFailures } from '../memory/own-failures.ts';
import { addExamples } from '../options/examples.ts';
import { addTargetOption, targetOf } from '../options/target-options.ts';
import { writeBug, writeNotice } from '../print/write.ts';

export function declareCommand(program: Command, { context, done }: Runner): Command {
  const command = program
    .command('mcp')
    .description('let an agent look at runs: speaks the Model Context Protocol on stdin and stdout')
    .addOption(
      new Option(
        '--allow <what>',
        'act: the agent may also cancel and start runs; default: it only reads',
      ).choices(['act']),
    );
  addTargetOption(command);
  addExamples(command, {
    'runlens mcp': 'the command of a server in the configuration of an agent',
    'runlens mcp --target ./.runlens/runs.db': 'wherever the agent starts it',
    'runlens mcp --allow act': 'the agent may cancel and start runs, too',
  });
  return command.action(async ({ allow }: { readonly allow?: 'act' }) => {
    done(await runMcp({ mayAct: allow === 'act', target: targetOf(command) }, context));
  });
}

type Options = { readonly mayAct: boolean; readonly target: TargetChoice };

async function runMcp(options: Options, context: Context): Promise<number> {
  if (context.stdin.isTTY)
    writeNotice(
      'waiting for the messages of an agent, which starts this command by itself; Ctrl-C ends it',
      context,
    );
  const { serveMcp } = await import('../../mcp/serve-mcp.ts');
  await serveMcp(
    {
      ...options,
      version: readVersion(),
      by: [userName(context), '(agent)'].filter(Boolean).join(' '),
      ownFailures: keepOwnFailures(context),
      warn: line => writeNotice(`runlens: ${line}`, context),
      reportBug: error => writeBug(error, context),
    },
    context,
  );
  return exitCodes.ok;
}
