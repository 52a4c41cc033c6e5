import type { RunStore } from '../../contract/run-store.ts';
import { actOnRuns } from '../../operations/acts/act-on-runs.ts';
import { type FoundStep, findStep } from '../../operations/acts/find-step.ts';
import { capabilitiesAt } from '../../operations/acts/way-again.ts';
import type { Context } from '../context/context.ts';

/** The steps from which engines would begin runs again in place, by the addresses of the runs. */
export type StepsInPlace = ReadonlyMap<string, FoundStep>;

/** Looks for the steps before the user is asked: nothing is asked about runs that are refused. */
export async function findInPlace(
  store: RunStore,
  addresses: readonly string[],
  step: string,
  { signal }: Pick<Context, 'signal'>,
): Promise<StepsInPlace> {
  const inPlace = addresses.filter(
    address => capabilitiesAt(store, address).restartFrom?.loses !== undefined,
  );
  const perform = (address: string): Promise<FoundStep> => findStep({ store, address, step });
  const found = await actOnRuns({ addresses: inPlace, perform, stop: signal });
  signal.throwIfAborted();
  return new Map(found.flatMap((one, at) => (one ? [[inPlace[at] ?? '', one]] : [])));
}
