import type { RunSummary } from '../model/run.ts';
import type { TargetInfo } from '../stores/store.ts';

/** What `--target` takes to find a run again; `undefined` for what is found where one stands without saying so. */
export function targetWord(target: TargetInfo, run: Pick<RunSummary, 'target'>): string | undefined {
  if (run.target !== undefined) return run.target;
  if (target.reason.startsWith('found')) return undefined;
  return target.name === 'local' ? target.location : target.name;
}
