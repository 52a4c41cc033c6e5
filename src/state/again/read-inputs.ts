import { limitConcurrency } from '../../async/limit-concurrency.ts';
import { InspectorError } from '../../model/errors.ts';
import type { RunTarget } from '../acts/run-target.ts';
import type { SessionContext } from '../session/session-context.ts';
import { type ReadInput, toReadInput } from './read-input.ts';

/** So many inputs are read before they are sent, to say how large they are and what is refused. */
const mostRead = 100;
const readsAtOnce = 4;

/** Reads the inputs while the dialog is open. */
export async function readInputs(context: SessionContext, runs: readonly RunTarget[]): Promise<void> {
  const inTurn = limitConcurrency(readsAtOnce);
  const read = async ({ address }: RunTarget): Promise<void> => {
    if (!isOpenFor(context, runs)) return;
    const input = await readInput(context, address);
    if (input && isOpenFor(context, runs))
      context.dispatch({ overlay: 'run-again', type: 'input-read', address, input });
  };
  await Promise.all(runs.slice(0, mostRead).map(run => inTurn(() => read(run))));
}

/** What cannot be read now is told when it is to be started. */
async function readInput({ store }: SessionContext, address: string): Promise<ReadInput | undefined> {
  try {
    const run = await store().getRun(address, { include: { lazyPayloads: true } });
    return run && toReadInput(run);
  } catch (error) {
    if (error instanceof InspectorError) return undefined;
    throw error;
  }
}

/** Reads which workflows running programs offer; a start tells it, too. */
export async function readOffers(context: SessionContext, runs: readonly RunTarget[]): Promise<void> {
  try {
    const workflows = await context.store().workflows();
    const offered = workflows.filter(({ isOffered }) => isOffered).map(({ name }) => name);
    if (isOpenFor(context, runs)) context.dispatch({ overlay: 'run-again', type: 'offers-read', offered });
  } catch (error) {
    if (!(error instanceof InspectorError)) throw error;
  }
}

function isOpenFor({ getState }: SessionContext, runs: readonly RunTarget[]): boolean {
  const { overlay } = getState();
  return overlay.type === 'run-again' && overlay.runs === runs;
}
