import type { TargetInfo } from '../../contract/run-store.ts';
import type { CommandTarget } from '../../model/report/shell-command.ts';
import type { RunSummary } from '../../model/run.ts';

/** Where a command finds a run again: in its own target, where several are in one list. */
export function commandTarget(target: TargetInfo, run: Pick<RunSummary, 'target'>): CommandTarget {
  const of = target.members?.find(({ name }) => name === run.target) ?? target;
  return { target: of.commandTarget, isInsecure: of.isInsecure === true };
}
