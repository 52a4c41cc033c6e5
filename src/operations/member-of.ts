import type { TargetInfo } from '../contract/target-info.ts';

/** The target of a run: in a list of several, the one that its address names. */
export function memberOf(target: TargetInfo, address: string): TargetInfo {
  return target.members?.find(({ name }) => address.startsWith(`${name}/`)) ?? target;
}
