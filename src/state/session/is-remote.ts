import type { TargetInfo } from '../../contract/run-store.ts';

const near: ReadonlySet<string> = new Set(['sqlite', 'memory']);

/** Whether every question to the target takes a way, so that few and large ones are better than many. */
export function isRemote({ kind, isNear }: Pick<TargetInfo, 'kind' | 'isNear'>): boolean {
  return isNear !== true && !near.has(kind);
}
