import type { Command } from 'commander';
import type { RunStore } from '../../../contract/run-store.ts';
import { InspectorError } from '../../../model/errors.ts';
import { type RemovedMarks, removeMarks } from '../../../operations/failures/failure-memory.ts';
import type { Context, Runner } from '../../context/context.ts';
import { exitCodes } from '../../context/exit-codes.ts';
import { openOwnFailures } from '../../memory/own-failures.ts';
import { addExamples } from '../../options/examples.ts';
import { addDataOptions, type DataOptions, dataOptionsOf } from '../../options/output-options.ts';
import { createListPrinter } from '../../print/print-list.ts';
import { writeNotice } from '../../print/write.ts';
import { withStore } from '../../store/with-store.ts';
import { markShape } from './keep-failure-mark.ts';
import { readFailureGroup } from './read-failure-groups.ts';

export function declareCommand(parent: Command, { context, done }: Runner): Command {
  const command = parent
    .command('unmark')
    .description('remove the note and the mute of a group of failures')
    .argument('<failure-id>', 'its id, as `failures list` prints it');
  addDataOptions(command);
  addExamples(command, { 'runlens failures unmark 0k3x9f0a1b2': '' });
  return command.action(async (id: string) => {
    done(await runFailuresUnmark({ id, ...dataOptionsOf(command, context) }, context));
  });
}

type Options = DataOptions & { readonly id: string };

async function runFailuresUnmark({ id, output, target }: Options, context: Context): Promise<number> {
  return withStore(target, context, async store => {
    const own = await openOwnFailures(context, store.target);
    const { marks, reason } = await removeAll({ store, own, signal: context.signal }, id, context);
    const printer = createListPrinter(markShape(store.target, context), output, context);
    await printer.add(marks.map(({ keptIn, ...mark }) => ({ mark, keptIn, isRemoved: true })));
    await printer.end();
    if (reason !== undefined) throw new InspectorError('conflict', `the marks stay: ${reason}`);
    if (marks.length === 0) writeNotice(`nobody has noted or muted ${id}`, context);
    return exitCodes.ok;
  });
}

/** The marks may be on the id that the group has now. */
async function removeAll(
  place: Parameters<typeof removeMarks>[0] & { readonly store: RunStore },
  id: string,
  context: Context,
): Promise<RemovedMarks> {
  const removed = await removeMarks(place, id);
  if (removed.marks.length > 0 || removed.reason !== undefined || !place.store.failureMarks) return removed;
  const group = await readFailureGroup(place.store, id, context);
  return group === undefined || group.id === id ? removed : removeMarks(place, group.id);
}
