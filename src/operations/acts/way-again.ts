import { type Capabilities, capabilitiesFor, type RestartFrom } from '../../contract/capabilities.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { splitAddress } from '../target-refusal.ts';

/** `isStart`: the run is started anew, with another input, although its engine repeats runs by itself. */
export type WayAgain = Partial<RestartFrom> & { readonly isStart?: true };

/** `undefined` where the engine cannot start from a step. */
export function wayAgain(
  { restartFrom }: Capabilities,
  { fromStep, isEdited }: { readonly fromStep?: string; readonly isEdited?: boolean },
): WayAgain | undefined {
  if (fromStep !== undefined) return restartFrom;
  return isEdited ? { isStart: true } : {};
}

export function isRepeatable({ start, restart }: Capabilities): boolean {
  return start || restart !== undefined;
}

export function capabilitiesAt({ target, can }: Pick<RunStore, 'target' | 'can'>, address: string) {
  return capabilitiesFor(can, splitAddress(target, address).member);
}
