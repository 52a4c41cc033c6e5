import type { TargetInfo } from '../contract/run-store.ts';

/** `./runs.db has no run run_1: …`; in a list of several targets, the target of the run. */
export function noSuchRunText(target: TargetInfo, address: string): string {
  const { location } = memberOf(target, address);
  return `there is no run ${address} in ${location}: it was removed, or it is in another target`;
}

/** `traces.jsonl cannot cancel runs: …` */
export function unsupportedText(target: TargetInfo, act: 'cancel' | 'kill', address = ''): string {
  const member = memberOf(target, address);
  return `${member.location} cannot ${act} runs: ${whyUnsupported(member, act)}`;
}

function memberOf(target: TargetInfo, address: string): TargetInfo {
  return target.members?.find(({ name }) => address.startsWith(`${name}/`)) ?? target;
}

function whyUnsupported({ kind }: TargetInfo, act: 'cancel' | 'kill'): string {
  if (kind === 'otlp') return 'its files tell what ran, and do not reach the programs that run';
  return act === 'kill' ? 'it can only request that they end' : 'it only records them';
}
