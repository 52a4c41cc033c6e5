import type { Command } from 'commander';
import { InspectorError } from '../../model/errors.ts';
import type { Context, Runner } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { buildQuery } from '../options/build-query.ts';
import { addExamples } from '../options/examples.ts';
import { addDataOptions, type DataOptions, dataOptionsOf } from '../options/output-options.ts';
import { explanationLines, toExplanationJson } from '../print/explanation-output.ts';
import { failureShape, toFailureJson } from '../print/failure-shape.ts';
import { createListPrinter, printData } from '../print/print-list.ts';
import { writeLines } from '../print/write.ts';
import { readExplanation } from '../store/read-explanation.ts';
import { readFailureGroups } from '../store/read-failure-groups.ts';
import { readFailureStates } from '../store/read-failure-states.ts';
import { withStore } from '../store/with-store.ts';

export function declareCommand(parent: Command, { context, done }: Runner): Command {
  const command = parent
    .command('get')
    .description('show one group of failures')
    .argument('<failure-id>', 'its id, as `failures list` and the lists of runs print it');
  addDataOptions(command);
  addExamples(command, { 'runlens failures get 0k3x9f0a1b2': '' });
  return command.action(async (id: string) => {
    done(await runFailuresGet({ id, ...dataOptionsOf(command, context) }, context));
  });
}

type Options = DataOptions & { readonly id: string };

async function runFailuresGet({ id, output, target }: Options, context: Context): Promise<number> {
  const query = buildQuery({ filter: `failure:${JSON.stringify(id)}` });
  return withStore(target, context, async store => {
    const groups = await readFailureGroups(store, query, context);
    const group = groups.find(one => one.id === id) ?? groups[0];
    if (!group)
      throw new InspectorError('not-found', `no failed run is of the group ${id}`, {
        hint: '`runlens failures list` lists the groups',
      });
    const stateOf = await readFailureStates(store, [group], context);
    const explanation = output.format === 'tsv' ? undefined : await readExplanation(store, query, context);
    if (output.format !== 'table' && output.format !== 'tsv') {
      const more =
        explanation && toExplanationJson(explanation, { isMasked: output.redact, now: context.now() });
      await printData({ ...toFailureJson(group, stateOf(group)), ...more }, output, context);
    } else {
      const printer = createListPrinter(failureShape(context, stateOf), output, context);
      await printer.add([group]);
      await printer.end();
      if (explanation) await writeLines(['', ...explanationLines(explanation, context)], context);
    }
    return exitCodes.ok;
  });
}
