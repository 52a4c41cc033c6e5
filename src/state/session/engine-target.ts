import type { TargetInfo } from '../../contract/run-store.ts';

const ofRunlens: ReadonlySet<string> = new Set(['sqlite', 'postgres', 'http', 'merged', 'memory']);

/** Whether an engine makes the runs of a target, rather than programs that record them. */
export function isOfEngine({ kind }: Pick<TargetInfo, 'kind'>): boolean {
  return !ofRunlens.has(kind);
}
