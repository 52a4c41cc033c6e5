import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import type { FailureMark } from '../../model/failure/memory/failure-mark.ts';
import { signatureOfRun } from '../../model/failure/summarize-failure.ts';
import type { HowUsual } from '../../model/report/how-usual.ts';
import { type Run, runAddress, type Trace } from '../../model/run.ts';
import { readShortTrace } from '../read-trace.ts';
import { type OwnFailures, readNoteOn } from './failure-memory.ts';
import { countFailures, groupIdAmong, usualAmong } from './read-how-usual.ts';

/** What text says of a failed run beyond what it holds itself. */
export type FailureFindings = {
  /** The run with its steps: some stores know only by them where it failed. */
  readonly whole?: Run;
  readonly usual?: HowUsual;
  readonly failureId?: string;
  /** The note on its group. */
  readonly known?: FailureMark;
  /** The trace, if it is short. */
  readonly trace?: Trace;
};

type Options = { readonly own: OwnFailures; readonly signal: AbortSignal; readonly now: number };

/** How long a store that reads its runs one by one is read, the newest first. */
const budgetMs = 2_000;

/** Reads what explains a failed run; it is shown without what cannot be read. */
export async function readFailureFindings(
  run: Run,
  store: RunStore,
  { own, signal, now }: Options,
): Promise<FailureFindings> {
  const address = runAddress(run);
  const readWhole = async () =>
    run.steps ? run : store.getRun(address, { include: { steps: true }, signal });
  const readGroup = async () => {
    const signature = signatureOfRun(run);
    if (signature === undefined) return {};
    const counted = await countFailures(store, signature, { now, signal, budgetMs });
    const failureId = groupIdAmong(counted, run);
    return { usual: usualAmong(counted, run), failureId, known: await readNote(failureId) };
  };
  const readNote = async (id: string | undefined) =>
    id === undefined ? undefined : orNothing(readNoteOn(id, { store, own, signal }));
  const [whole, group, trace] = await Promise.all([
    orNothing(readWhole()),
    orNothing(readGroup()),
    run.trace ?? orNothing(readShortTrace(store, address, signal)),
  ]);
  return { whole, ...group, trace };
}

async function orNothing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof InspectorError) return undefined;
    throw error;
  }
}
