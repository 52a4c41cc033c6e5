import type { Command } from 'commander';
import { toExplanationJson } from '../../../model/share/explanation-json.ts';
import type { Context, Runner } from '../../context/context.ts';
import { exitCodes } from '../../context/exit-codes.ts';
import { buildQuery, type QueryFlags } from '../../options/build-query.ts';
import { addExamples } from '../../options/examples.ts';
import { addDataOptions, type DataOptions, dataOptionsOf } from '../../options/output-options.ts';
import { printMissing } from '../../print/list-notices.ts';
import { printData } from '../../print/print-list.ts';
import { writeLines, writeNotice } from '../../print/write.ts';
import { withStore } from '../../store/with-store.ts';
import { explanationLines, readExplanation } from './read-explanation.ts';

type Flags = Pick<QueryFlags, 'since' | 'until' | 'filter'>;

export function declareCommand(parent: Command, { context, done }: Runner): Command {
  const command = parent
    .command('shared')
    .description('what failed runs have that others do not, and since when they have failed')
    .argument('[workflow]', 'only failed runs of this workflow or agent; * matches any text')
    .option('--since <time>', 'only runs created since this time: 24h, today, 2026-01-31 …')
    .option('--until <time>', 'only runs created before this time')
    .option('--filter <filter>', 'only runs that match, such as "failure:0k3x9f0a1b2 project:shop"');
  addDataOptions(command);
  addExamples(command, {
    'runlens failures shared signup-pipeline --since 24h': '',
    "runlens failures shared --filter 'error:timeout' -o json": '',
  });
  return command.action(async (name: string | undefined, flags: Flags) => {
    done(await runFailuresShared({ ...flags, name, ...dataOptionsOf(command, context) }, context));
  });
}

type Options = Flags & DataOptions & { readonly name: string | undefined };

async function runFailuresShared({ output, target, ...flags }: Options, context: Context): Promise<number> {
  const query = buildQuery(flags);
  return withStore(target, context, async store => {
    const explanation = await readExplanation(store, query, context);
    if (output.format === 'table') {
      if (explanation) await writeLines(explanationLines(explanation, context), context);
      else writeNotice('no run has failed here', context);
    } else
      await printData(
        explanation ? toExplanationJson(explanation, { isMasked: output.redact, now: context.now() }) : {},
        output,
        context,
      );
    printMissing(store.missing?.(), context);
    return exitCodes.ok;
  });
}
