import { InspectorError } from '../../../model/errors.ts';
import { actOnRuns } from '../../../operations/acts/act-on-runs.ts';
import type { SessionContext } from '../../shell/session-context.ts';
import type { RunTarget } from '../run-target.ts';
import { type ReadInput, toReadInput } from './read-input.ts';

/** So many inputs are read before they are sent, to say how large they are and what is refused. */
export const mostInputsRead = 100;
const readsAtOnce = 4;

type Reading = {
  /** Whether they are still asked for. */
  readonly isWanted: () => boolean;
  readonly onRead: (address: string, input: ReadInput) => void;
};

/** Reads the inputs of the first runs, as long as they are wanted. */
export async function readInputs(
  context: Pick<SessionContext, 'store'>,
  runs: readonly Pick<RunTarget, 'address'>[],
  { isWanted, onRead }: Reading,
): Promise<void> {
  const perform = async (address: string): Promise<void> => {
    if (!isWanted()) return;
    const input = await readInput(context, address);
    if (input && isWanted()) onRead(address, input);
  };
  const addresses = runs.slice(0, mostInputsRead).map(({ address }) => address);
  await actOnRuns({ addresses, perform, atOnce: readsAtOnce });
}

/** What cannot be read now is told when it is to be started. */
async function readInput(
  { store }: Pick<SessionContext, 'store'>,
  address: string,
): Promise<ReadInput | undefined> {
  try {
    const run = await store().getRun(address, { include: { lazyPayloads: true } });
    return run && toReadInput(run);
  } catch (error) {
    if (error instanceof InspectorError) return undefined;
    throw error;
  }
}
