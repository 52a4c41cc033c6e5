import type { TargetInfo } from '../../contract/run-store.ts';
import type { CommandTarget } from '../../model/report/shell-command.ts';
import type { RunSummary } from '../../model/run.ts';

/** Where a command is to find a run again. */
export function commandPlace(target: TargetInfo, run: Pick<RunSummary, 'target'>): CommandTarget {
  const location = run.target === undefined ? target.location : memberLocation(target, run.target);
  const isInsecure = target.isInsecure === true && location?.startsWith('http') === true;
  return { target: targetWord(target, run), isInsecure };
}

/**
 * What `--target` takes to find a run again; `undefined` for what is found where one stands without saying
 * so.
 */
function targetWord(target: TargetInfo, run: Pick<RunSummary, 'target'>): string | undefined {
  const { name, location, reason, isNamed } = target;
  if (run.target !== undefined) return memberWord(target, run.target);
  if (reason.startsWith('found')) return undefined;
  return isNamed ? name : location;
}

/**
 * Of several targets, a file is named by its path: the name it has beside others may not be of a
 * configuration.
 */
function memberWord(target: TargetInfo, member: string): string {
  const location = memberLocation(target, member);
  if (location === undefined) return member;
  return !location.includes('://') || isHost(member, location) ? location : member;
}

function memberLocation({ name, location }: TargetInfo, member: string): string | undefined {
  return location.split(', ')[name.split(',').indexOf(member)];
}

/** Whether a server or database is called by its address, because no configuration names it. */
function isHost(name: string, location: string): boolean {
  return URL.canParse(location) && new URL(location).host === name.replace(/~\d+$/, '');
}
