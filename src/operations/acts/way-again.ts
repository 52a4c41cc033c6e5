import { type Capabilities, capabilitiesFor } from '../../contract/capabilities.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { memberOf } from '../target-refusal.ts';

/** How a run is run again. */
export type WayAgain = {
  /** Set where its engine is not to repeat it by itself: it is started with an input. */
  readonly isStart?: true;
  /** What is kept of the results before the step that it is repeated from. */
  readonly keeps?: string;
  /** Set where the run itself begins again, in place of a new one: what is lost of it. */
  readonly loses?: string;
};

type Wanted = { readonly fromStep?: string; readonly isEdited?: boolean };

/** A run is never begun again in place where a new one can be started. `undefined`: not from a step. */
export function wayAgain(can: Capabilities, { fromStep, isEdited }: Wanted): WayAgain | undefined {
  const { restart, restartFrom, start } = can;
  if (fromStep !== undefined) return restartFrom;
  const isInPlace = typeof restart === 'object';
  if (isEdited || (isInPlace && start)) return { isStart: true };
  return isInPlace ? restart : {};
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

/** Why a run is not begun again in place where nobody can be asked, or nothing be saved before. */
export function inPlaceRefusal(loses: string): string {
  return `its engine would begin it again in place, and it would lose ${loses}`;
}
