import type { Command } from 'commander';
import type { RunKind } from '../../model/run.ts';
import { kindWords } from '../nouns.ts';
import { addExamples } from '../options/examples.ts';
import { addListOptions, type ListFlags } from '../options/list-options.ts';
import { addOutputOptions, type OutputFlags, readOutput } from '../options/output-options.ts';
import { addTargetOption, type Runner, targetOf } from '../options/target-options.ts';

export function declareRunsList(parent: Command, { context, done }: Runner, kind: RunKind): void {
  const words = kindWords[kind];
  const command = parent
    .command('list')
    .description(`list ${words.run}s, newest first`)
    .argument(`[${kind}]`, `only of this ${kind}; * stands for any text`);
  addOutputOptions(addTargetOption(addListOptions(command)));
  addExamples(command, {
    [`runlens ${words.runs} list`]: 'the 50 newest',
    [`runlens ${words.runs} list ${words.example} --status failed`]: 'those that failed',
    [`runlens ${words.runs} list --since 24h --filter 'error:timeout' -o tsv`]: '',
    [`runlens ${words.runs} list --sort -duration --limit 10`]: 'the ten longest',
  });
  command.action(async (name: string | undefined, flags: ListFlags & OutputFlags) => {
    const { runListRuns } = await import('../commands/runs-list.ts');
    const request = {
      flags: { ...flags, kind, name },
      output: readOutput(flags, context),
      target: targetOf(command),
    };
    done(await runListRuns(request, context));
  });
}
