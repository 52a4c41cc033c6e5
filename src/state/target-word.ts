import type { RunSummary } from '../model/run.ts';
import type { TargetInfo } from '../stores/store.ts';

/** What `--target` takes to find a run again; `undefined` for what is found where one stands without saying so. */
export function targetWord(target: TargetInfo, run: Pick<RunSummary, 'target'>): string | undefined {
  const { name, location, reason } = target;
  if (run.target !== undefined) return memberWord(target, run.target);
  if (reason.startsWith('found')) return undefined;
  return name === 'local' || isHost(name, location) ? location : name;
}

/** Of several targets, a file is named by its path: the name it has beside others may not be of a configuration. */
function memberWord(target: TargetInfo, member: string): string {
  const at = target.name.split(',').indexOf(member);
  const location = target.location.split(', ')[at];
  if (location === undefined) return member;
  return !location.includes('://') || isHost(member, location) ? location : member;
}

/** Whether a server or database is called by its address, because no configuration names it. */
function isHost(name: string, location: string): boolean {
  return URL.canParse(location) && new URL(location).host === name.replace(/~\d+$/, '');
}
