import type { TargetInfo } from '../contract/target-info.ts';

/** `there is no run run_1 in ./runs.db: …`; in a list of several targets, in the target of the run. */
export function noSuchRunText(target: TargetInfo, address: string): string {
  const { location, kind } = memberOf(target, address);
  const why =
    kind === 'case' ? 'it was not saved with the others' : 'it was removed, or it is in another target';
  return `there is no run ${address} in ${location}: ${why}`;
}

type TargetAct = 'cancel' | 'kill' | 'start' | 'restart-from' | 'verb';

/** `traces.jsonl cannot cancel runs: …` */
export function unsupportedText(target: TargetInfo, act: TargetAct, address = ''): string {
  const member = memberOf(target, address);
  if (member.isReadOnly) return `${member.location} was opened read-only`;
  if (act === 'restart-from') return `${member.location} does not repeat runs from a step`;
  const cannot = act === 'verb' ? 'has no other acts on runs' : `cannot ${act} runs`;
  const why = act === 'verb' && member.kind !== 'bullmq' ? '' : `: ${whyUnsupported(member, act)}`;
  return `${member.location} ${cannot}${why}`;
}

function whyUnsupported({ kind, isEngine }: TargetInfo, act: Exclude<TargetAct, 'restart-from'>): string {
  if (kind === 'case') return 'a case file holds what ran, and nothing runs in it';
  if (kind === 'otlp') return 'its files tell what ran, and do not reach the programs that run';
  if (kind === 'bullmq')
    return "the project's own bullmq does that, and none is installed where runlens was started";
  if (act === 'start') return whyNoStart(kind, isEngine === true);
  return act === 'kill' ? 'it can only request that they end' : 'it only records them';
}

function whyNoStart(kind: string, isEngine: boolean): string {
  if (kind === 'workflow-sdk') return 'its folder does not say where the program listens that runs them';
  if (kind === 'http') return 'its server passes no starts on';
  return isEngine ? 'they are started with its own tools' : 'it only records them';
}

/** The id in an address, and the name of its target in a list of several. */
export function splitAddress({ members = [] }: TargetInfo, address: string) {
  const member = members.find(({ name }) => address.startsWith(`${name}/`))?.name;
  return { member, id: member === undefined ? address : address.slice(member.length + 1) };
}

export function memberOf(target: TargetInfo, address: string): TargetInfo {
  return target.members?.find(({ name }) => address.startsWith(`${name}/`)) ?? target;
}
