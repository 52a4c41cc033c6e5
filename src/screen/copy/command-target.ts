import type { TargetInfo } from '../../contract/target-info.ts';
import type { CommandTarget } from '../../model/report/shell-command.ts';
import type { RunSummary } from '../../model/run.ts';

/** The target that a shell command names: the run's own one in a list of several targets. */
export function commandTarget(target: TargetInfo, run: Pick<RunSummary, 'target'>): CommandTarget {
  const of = target.members?.find(({ name }) => name === run.target) ?? target;
  return { target: of.commandTarget, isInsecure: of.isInsecure === true };
}
