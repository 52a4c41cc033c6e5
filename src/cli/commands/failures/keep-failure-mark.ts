import type { RunStore } from '../../../contract/run-store.ts';
import type { FailureMark, NewFailureMark } from '../../../model/failure/memory/failure-mark.ts';
import { keepMark, readFailureMemory } from '../../../operations/failures/failure-memory.ts';
import { type Context, userName } from '../../context/context.ts';
import { exitCodes } from '../../context/exit-codes.ts';
import { openOwnFailures } from '../../memory/own-failures.ts';
import type { DataOptions } from '../../options/output-options.ts';
import { createListPrinter } from '../../print/print-list.ts';
import { withStore } from '../../store/with-store.ts';
import { findFailure } from './find-failure.ts';
import { markShape } from './mark-shape.ts';

type Told = Omit<NewFailureMark, 'shown'>;

/** Makes a mark of what is told, with what the mark before it holds, and prints where it is kept. */
export async function keepFailureMark(
  told: Told,
  { target, output }: DataOptions,
  context: Context,
): Promise<number> {
  return withStore(target, context, async store => {
    const found = await findFailure(store, told.failureId, context);
    const own = await openOwnFailures(context, store.target);
    const { now, signal } = context;
    const place = { store, own, signal };
    const before = told.kind === 'known' ? await findMark({ ...told, ...found }, place) : undefined;
    const mark = {
      ...told,
      note: told.note ?? before?.note,
      ticket: told.ticket ?? before?.ticket,
      ...found,
    };
    const kept = await keepMark({ ...place, mark, by: userName(context), now: now() });
    const problem = kept.keptIn === 'own' ? own.problem() : undefined;
    const printer = createListPrinter(markShape(store.target, context), output, context);
    await printer.add([{ mark, ...kept, problem }]);
    await printer.end();
    return problem === undefined ? exitCodes.ok : exitCodes.failed;
  });
}

type Place = Parameters<typeof readFailureMemory>[0] & { readonly store: RunStore };

async function findMark({ failureId, kind }: Told, place: Place): Promise<FailureMark | undefined> {
  const { marks } = await readFailureMemory(place);
  return marks.find(mark => mark.failureId === failureId && mark.kind === kind);
}
