import { compareIds } from './run-order.ts';
import type { WorkflowInfo } from './run-store.ts';

/** Most runs first, then by name. */
export function compareWorkflows(a: WorkflowInfo, b: WorkflowInfo): number {
  return b.total - a.total || compareIds(a.name, b.name);
}
