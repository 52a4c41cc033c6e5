import { type Capabilities, capabilitiesFor, type RestartFrom } from '../../contract/capabilities.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { splitAddress } from '../target-refusal.ts';

/** `isStart`: the run is started anew, with another input, although its engine repeats runs by itself. */
export type WayAgain = Partial<RestartFrom> & { readonly isStart?: true };

type Wanted = { readonly fromStep?: string; readonly isEdited?: boolean };

/** `undefined` where the engine cannot start from a step. */
export function wayAgain(
  { restartFrom }: Capabilities,
  { fromStep, isEdited }: Wanted,
): WayAgain | undefined {
  if (fromStep !== undefined) return restartFrom;
  return isEdited ? { isStart: true } : {};
}

export function isRepeatable({ start, restart }: Capabilities): boolean {
  return start || restart !== undefined;
}

type Store = { readonly target: TargetInfo; readonly can: Capabilities };

/** In a list of several targets, the capabilities of the one that the address names. */
export function capabilitiesAt({ target, can }: Store, address: string): Capabilities {
  return capabilitiesFor(can, splitAddress(target, address).member);
}
