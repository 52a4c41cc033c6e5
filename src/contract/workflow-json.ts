import { toIsoTime } from '../model/text/formats.ts';
import type { WorkflowInfo } from './run-store.ts';

/** A workflow or an agent as the commands print it. */
export function toWorkflowJson({ name, kind, total, failed, active, lastCreatedAt }: WorkflowInfo) {
  return {
    name,
    kind,
    total,
    failed,
    active,
    lastCreatedAt: lastCreatedAt === undefined ? undefined : toIsoTime(lastCreatedAt),
  };
}
