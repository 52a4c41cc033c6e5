import type { TargetInfo } from '../stores/store.ts';

const near: ReadonlySet<string> = new Set(['sqlite', 'memory']);

/** Whether every question to the target takes a way, so that few and large ones are better than many. */
export function isFar({ kind }: Pick<TargetInfo, 'kind'>): boolean {
  return !near.has(kind);
}
