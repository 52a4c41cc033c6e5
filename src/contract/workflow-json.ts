import { toIsoTime } from '../model/text/formats.ts';
import type { WorkflowInfo } from './workflow-info.ts';

/** A workflow or an agent as the commands print it. */
export function toWorkflowJson(info: WorkflowInfo) {
  const { name, kind, total, failed, active, lastCreatedAt, isOffered } = info;
  return {
    ...{ name, kind, total, failed, active, isOffered },
    lastCreatedAt: lastCreatedAt === undefined ? undefined : toIsoTime(lastCreatedAt),
  };
}
