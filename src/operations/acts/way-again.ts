import { type Capabilities, capabilitiesFor, type RestartFrom } from '../../contract/capabilities.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { memberOf } from '../target-refusal.ts';

/** How a run is run again; `isStart` where its engine is not to repeat it by itself, but gets an input. */
export type WayAgain = Partial<RestartFrom> & { readonly isStart?: true };

type Wanted = { readonly fromStep?: string; readonly isEdited?: boolean };

/** `undefined`: not from a step. */
export function wayAgain(
  { restartFrom }: Capabilities,
  { fromStep, isEdited }: Wanted,
): WayAgain | undefined {
  if (fromStep !== undefined) return restartFrom;
  return isEdited ? { isStart: true } : {};
}

/** Whether a run can be run again from its start at all. */
export function isRepeatable({ start, restart }: Capabilities): boolean {
  return start || restart !== undefined;
}

type Store = { readonly target: TargetInfo; readonly can: Capabilities };

/** What can be done to a run by its address: in a list of several targets, in the one that has it. */
export function capabilitiesAt({ target, can }: Store, address: string): Capabilities {
  const member = memberOf(target, address);
  return capabilitiesFor(can, member === target ? undefined : member.name);
}
