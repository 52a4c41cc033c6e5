import type { TargetInfo } from '../contract/run-store.ts';

/** The target of a run: in a list of several, the one that its address names. */
export function memberOf(target: TargetInfo, address: string): TargetInfo {
  return target.members?.find(({ name }) => address.startsWith(`${name}/`)) ?? target;
}
