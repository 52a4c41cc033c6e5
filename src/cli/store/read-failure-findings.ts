import type { RunStore } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import type { HowUsual } from '../../model/report/answer/how-usual.ts';
import { type Run, runAddress, type Trace } from '../../model/run.ts';
import type { Context } from '../context.ts';

/** What text says of a failed run beyond what it holds itself. */
export type FailureFindings = {
  /** All steps of the run, which tell where it failed. */
  readonly steps?: Run['steps'];
  readonly usual?: HowUsual;
  /** The trace, if it is short. */
  readonly trace?: Trace;
};

/** Where the store goes from run to run, the newest are counted: as many as this leaves time for. */
const budgetMs = 2_000;

/** Reads what explains a failed run; it is shown without what cannot be read. */
export async function readFailureFindings(
  run: Run,
  store: RunStore,
  { signal, now }: Pick<Context, 'signal' | 'now'>,
): Promise<FailureFindings> {
  const { countFailures, signatureOfRun, usualAmong } = await import('../../operations/read-how-usual.ts');
  const { readShortTrace } = await import('../../operations/read-short-trace.ts');
  const address = runAddress(run);
  const readSteps = async () =>
    run.steps ?? (await store.getRun(address, { include: { steps: true }, signal }))?.steps;
  const readUsual = async () => {
    const signature = signatureOfRun(run);
    if (signature === undefined) return undefined;
    return usualAmong(await countFailures(store, signature, { now: now(), signal, budgetMs }), run);
  };
  const [steps, usual, trace] = await Promise.all([
    orNothing(readSteps()),
    orNothing(readUsual()),
    run.trace ?? orNothing(readShortTrace(store, address, signal)),
  ]);
  return { steps, usual, trace };
}

async function orNothing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof InspectorError) return undefined;
    throw error;
  }
}
