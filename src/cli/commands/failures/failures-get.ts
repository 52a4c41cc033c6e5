import type { Command } from 'commander';
import type { RunStore } from '../../../contract/run-store.ts';
import type { FailureGroup } from '../../../model/failure/failure-groups.ts';
import type { FailureState } from '../../../model/failure/memory/failure-states.ts';
import { toFailureJson } from '../../../model/report/failure-json.ts';
import { runAddress } from '../../../model/run.ts';
import { toExplanationJson } from '../../../model/share/explanation-json.ts';
import { groupQuery } from '../../../operations/failures/group-failures.ts';
import { readFailureStates } from '../../../operations/failures/read-failure-states.ts';
import type { Context, Runner } from '../../context/context.ts';
import { exitCodes } from '../../context/exit-codes.ts';
import { openOwnFailures } from '../../memory/own-failures.ts';
import { addExamples } from '../../options/examples.ts';
import {
  addDataOptions,
  type DataOptions,
  dataOptionsOf,
  type Output,
} from '../../options/output-options.ts';
import { createListPrinter, printData } from '../../print/print-list.ts';
import { writeLines } from '../../print/write.ts';
import { withStore } from '../../store/with-store.ts';
import { explanationLines } from './explanation-lines.ts';
import { failureShape, type StateOfGroup } from './failure-shape.ts';
import { noSuchGroup } from './find-failure.ts';
import { readExplanation } from './read-explanation.ts';
import { readFailureGroup } from './read-failure-groups.ts';

export function declareCommand(parent: Command, { context, done }: Runner): Command {
  const command = parent
    .command('get')
    .description('show one group of failed runs')
    .argument('<failure-id>', 'its id, as `failures list` and the lists of runs print it');
  addDataOptions(command);
  addExamples(command, {
    'runlens failures get 0k3x9f0a1b2': '',
    'runlens failures get 0k3x9f0a1b2 -o json': '',
  });
  return command.action(async (id: string) => {
    done(await runFailuresGet({ id, ...dataOptionsOf(command, context) }, context));
  });
}

type Options = DataOptions & { readonly id: string };

async function runFailuresGet({ id, output, target }: Options, context: Context): Promise<number> {
  return withStore(target, context, async store => {
    const group = await readFailureGroup(store, id, context);
    if (!group) throw noSuchGroup(id);
    const own = await openOwnFailures(context, store.target);
    const options = { own, now: context.now(), signal: context.signal };
    const stateOf = await readFailureStates(store, [group], options);
    if (output.format === 'tsv') await printRow(group, stateOf, output, context);
    else await printWhole({ group, state: stateOf(group) }, store, output, context);
    return exitCodes.ok;
  });
}

/** With what its runs share, since when they have failed and, for people, the last run as an example. */
async function printWhole(
  { group, state }: { readonly group: FailureGroup; readonly state: FailureState },
  store: RunStore,
  output: Output,
  context: Context,
): Promise<void> {
  const explanation = await readExplanation(store, groupQuery(group.id), context);
  if (output.format !== 'table') {
    const masked = { isMasked: output.redact, now: context.now() };
    const more = explanation && toExplanationJson(explanation, masked);
    return printData({ ...toFailureJson(group, state), ...more }, output, context);
  }
  const { failureText } = await import('./failure-text.ts');
  const example = await store.getRun(runAddress(group.last), { signal: context.signal });
  const shared = explanation ? explanationLines(explanation, context) : [];
  await writeLines(await failureText(group, { state, shared, example }, context), context);
}

async function printRow(
  group: FailureGroup,
  stateOf: StateOfGroup,
  output: Output,
  context: Context,
): Promise<void> {
  const printer = createListPrinter(failureShape(context, stateOf), output, context);
  await printer.add([group]);
  await printer.end();
}
