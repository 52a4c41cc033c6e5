import type { RunKind } from '../model/run.ts';
import { isActive, type RunStatus } from '../model/status.ts';
import { toIsoTime } from '../model/text/formats.ts';
import { compareIds } from './lists/run-order.ts';

export type WorkflowInfo = {
  readonly name: string;
  readonly kind: RunKind;
  readonly total: number;
  readonly failed: number;
  readonly active: number;
  readonly lastCreatedAt?: number;
  /** Whether it can be started now: where `can.start`, a running program offers it. */
  readonly isOffered?: true;
};

export type RunGroup = {
  readonly name: string;
  readonly kind?: RunKind;
  readonly status: RunStatus;
  /** Set where an unknown status has ended. */
  readonly finishedAt?: number;
  readonly count: number;
  readonly lastCreatedAt?: number;
};

export type StatusCounts = Readonly<Partial<Record<RunStatus, number>>> & { readonly total: number };

export function toCounts(groups: readonly Pick<RunGroup, 'status' | 'count'>[]): StatusCounts {
  const counts = new Map<RunStatus, number>();
  let total = 0;
  for (const { status, count } of groups) {
    counts.set(status, (counts.get(status) ?? 0) + count);
    total += count;
  }
  return { ...Object.fromEntries([...counts].filter(([, count]) => count > 0)), total };
}

/** Most runs first. */
export function toWorkflows(groups: readonly RunGroup[]): readonly WorkflowInfo[] {
  const parts = groups.map(group => {
    const { name, kind = 'workflow', status, count: total, lastCreatedAt } = group;
    const failed = status === 'failed' ? total : 0;
    return { name, kind, total, failed, active: isActive(group) ? total : 0, lastCreatedAt };
  });
  return addWorkflows(parts).toSorted(compareWorkflows);
}

export function compareWorkflows(a: WorkflowInfo, b: WorkflowInfo): number {
  return b.total - a.total || compareIds(a.name, b.name);
}

/** Adds up what is known of each workflow. */
export function addWorkflows(
  parts: readonly (Pick<WorkflowInfo, 'name' | 'kind'> & Partial<WorkflowInfo>)[],
): readonly WorkflowInfo[] {
  const infos = new Map<string, WorkflowInfo>();
  for (const { name, kind, total = 0, failed = 0, active = 0, ...part } of parts) {
    const key = `${kind} ${name}`;
    const known: WorkflowInfo = infos.get(key) ?? { name, kind, total: 0, failed: 0, active: 0 };
    infos.set(key, {
      ...known,
      total: known.total + total,
      failed: known.failed + failed,
      active: known.active + active,
      lastCreatedAt: Math.max(known.lastCreatedAt ?? 0, part.lastCreatedAt ?? 0) || undefined,
      isOffered: known.isOffered ?? part.isOffered,
    });
  }
  return [...infos.values()];
}

export function toOffered(names: readonly string[]) {
  return names.map(name => ({ name, kind: 'workflow', isOffered: true }) as const);
}

export function toWorkflowJson(info: WorkflowInfo) {
  const { name, kind, total, failed, active, lastCreatedAt, isOffered } = info;
  return {
    ...{ name, kind, total, failed, active, isOffered },
    lastCreatedAt: lastCreatedAt === undefined ? undefined : toIsoTime(lastCreatedAt),
  };
}
