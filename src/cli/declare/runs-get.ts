import type { Command } from 'commander';
import type { RunKind } from '../../model/run.ts';
import { kindWords } from '../nouns.ts';
import { addExamples } from '../options/examples.ts';
import { addGetOptions, type GetFlags } from '../options/get-options.ts';
import { addOutputOptions, type OutputFlags, readOutput } from '../options/output-options.ts';
import { addTargetOption, type Runner, targetOf } from '../options/target-options.ts';

type Flags = GetFlags & OutputFlags;

export function declareRunsGet(parent: Command, { context, done }: Runner, kind: RunKind): void {
  const words = kindWords[kind];
  const command = parent
    .command('get')
    .description(`show one ${words.run}`)
    .usage(`[options] [${kind}] <${words.id}>`)
    .argument(`[${kind}]`, `the ${kind}'s name, which may be left out`)
    .argument(`[${words.id}]`, `the ${words.run}'s id`);
  addOutputOptions(addTargetOption(addGetOptions(command)));
  const parts = kind === 'agent' ? 'messages,trace' : 'trigger,steps,trace';
  addExamples(command, {
    [`runlens ${words.runs} get ${words.example} run_1`]: '',
    [`runlens ${words.runs} get ${words.example} run_1 --include ${parts}`]: '',
    [`runlens ${words.runs} get ${words.example} run_1 --field error.message`]: 'only that',
  });
  command.action(async (first: string | undefined, second: string | undefined, flags: Flags) => {
    const id = second ?? first;
    if (id === undefined) return command.error(`error: missing required argument '${words.id}'`);
    const { runGetRun } = await import('../commands/runs-get.ts');
    const request = {
      ...flags,
      id,
      owner: { kind, name: second === undefined ? undefined : first },
      output: readOutput(flags, context),
      target: targetOf(command),
    };
    done(await runGetRun(request, context));
  });
}
