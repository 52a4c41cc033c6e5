import type { RunKind } from '../model/run.ts';
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

export function compareWorkflows(a: WorkflowInfo, b: WorkflowInfo): number {
  return b.total - a.total || compareIds(a.name, b.name);
}

export function toWorkflowJson(info: WorkflowInfo) {
  const { name, kind, total, failed, active, lastCreatedAt, isOffered } = info;
  return {
    ...{ name, kind, total, failed, active, isOffered },
    lastCreatedAt: lastCreatedAt === undefined ? undefined : toIsoTime(lastCreatedAt),
  };
}
