import { Option } from 'commander';
import type { TargetChoice } from '../../targets/target.ts';
import { type Context, userName } from '../context/context.ts';
import { readVersion } from '../context/version.ts';
import { keepOwnFailures } from '../memory/own-failures.ts';
import { defineCommand, type Given } from '../options/define-command.ts';
import { writeBug, writeNotice } from '../print/write.ts';

export const mcp = defineCommand({
  description: 'let an agent look at runs: speaks the Model Context Protocol on stdin and stdout',
  declare: command =>
    command.addOption(
      new Option(
        '--allow <what>',
        'act: the agent may also cancel and start runs; default: it only reads',
      ).choices(['act']),
    ),
  shares: 'target',
  examples: {
    'runlens mcp': 'the command of a server in the configuration of an agent',
    'runlens mcp --target ./.runlens/runs.db': 'wherever the agent starts it',
    'runlens mcp --allow act': 'the agent may cancel and start runs, too',
  },
  run: runMcp,
});

type Options = Given & { readonly allow?: 'act'; readonly target: TargetChoice };

async function runMcp({ allow, target }: Options, context: Context): Promise<void> {
  if (context.stdin.isTTY)
    writeNotice(
      'waiting for the messages of an agent, which starts this command by itself; Ctrl-C ends it',
      context,
    );
  const { serveMcp } = await import('../../mcp/serve-mcp.ts');
  await serveMcp(
    {
      target,
      mayAct: allow === 'act',
      version: readVersion(),
      by: [userName(context), '(agent)'].filter(Boolean).join(' '),
      ownFailures: keepOwnFailures(context),
      warn: line => writeNotice(`runlens: ${line}`, context),
      reportBug: error => writeBug(error, context),
    },
    context,
  );
}
