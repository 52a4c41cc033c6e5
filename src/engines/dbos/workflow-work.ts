import * as v from 'valibot';
import { isActive } from '../../model/status.ts';
import { toRecordedError } from '../kit/serialized-error.ts';
import type { WorkItem } from '../kit/work-items.ts';
import { decodeFailure, decodeStored } from './stored-values.ts';
import { statusOf, toWorkflowSummary, type Workflow } from './workflow-row.ts';

const word = v.nullable(v.string());
const at = v.nullable(v.number());

/** A row of `operation_outputs`, which is written when a step has ended, and a sleep or a wait has begun. */
export const operationSchema = v.object({
  ...{ place: v.number(), name: v.string(), output: word, error: word, started_at: at, completed_at: at },
  /** The run that it started or waited for. */
  ...{ child_id: word, child_status: word, child_ended_at: at },
});

export type Operation = v.InferOutput<typeof operationSchema>;

/** In the order of their places. */
export function toWorkItems(row: Workflow, operations: readonly Operation[]): readonly WorkItem[] {
  const places = new Set(operations.map(({ place }) => place));
  const byChild = Map.groupBy(operations, ({ child_id }) => child_id);
  return operations.flatMap(operation => {
    const { name, place, child_id, started_at, completed_at } = operation;
    if (name === 'DBOS.sleep') {
      const isTimer = started_at === completed_at;
      // The wait of a timer is recorded before it, when it has ended.
      return isTimer && places.has(place - 1) ? [] : [toPause(row, operation, isTimer)];
    }
    if (child_id === null) return [toStep(row, operation)];
    const [first, ...others] = byChild.get(child_id) ?? [];
    return first === operation ? [toChild(row, first, others.at(-1) ?? first)] : [];
  });
}

/** Ids are in the order of the steps. */
function stepId(place: number): string {
  return `step-${String(place).padStart(6, '0')}`;
}

/** The place of a step by the id of one of its attempts. */
export function placeOfStep(id: string): number | undefined {
  const place = /^step-(\d+)(?:-try-\d+)?$/.exec(id)?.[1];
  return place === undefined ? undefined : Number(place);
}

function toStep({ own }: Workflow, operation: Operation): WorkItem {
  const { place, name, output, error, started_at, completed_at } = operation;
  const attempts = decodeFailure(error).map(toRecordedError);
  const begun = started_at ?? own.created_at;
  // A fork has the results of the steps before it, with the times of their own run.
  const isCopied = own.forked_from && begun < own.created_at;
  return {
    ...{ id: stepId(place), name, type: /^DBOS\.(recv|getEvent)$/.test(name) ? 'hook' : 'action' },
    createdAt: isCopied ? own.created_at : begun,
    endedAt: isCopied ? own.created_at : (completed_at ?? begun),
    status: error === null ? 'success' : 'failed',
    output: () => decodeStored(output),
    error: attempts.at(-1),
    attempts: attempts.slice(0, -1).map(one => ({ error: one })),
    ...(isCopied
      ? { attributes: { copiedFrom: own.forked_from, ranAt: new Date(begun).toISOString() } }
      : {}),
  };
}

function toPause(row: Workflow, { place, started_at, output }: Operation, isWait: boolean): WorkItem {
  const { createdAt, finishedAt, ...summary } = toWorkflowSummary(row);
  const begun = started_at ?? createdAt;
  const due = Number(output);
  const item = isWait ? { name: 'message or event', type: 'hook' } : { name: 'DBOS.sleep', type: 'sleep' };
  const shared = { id: stepId(place), ...item, createdAt: begun };
  if (row.pause?.at === begun) return { ...shared, status: isWait ? 'waiting' : 'sleeping', wakeAt: due };
  if (!isWait && due <= (finishedAt ?? Date.now())) return { ...shared, status: 'success', endedAt: due };
  return { ...shared, status: isActive(summary) ? 'running' : 'canceled', endedAt: finishedAt };
}

/** `result` is what waited for it, where something did. */
function toChild({ own }: Workflow, begun: Operation, result: Operation): WorkItem {
  const { place, name, child_id, child_status, child_ended_at, started_at } = begun;
  return {
    ...{ id: stepId(place), name, type: 'workflow', createdAt: started_at ?? own.created_at },
    status: child_status === null ? 'unknown' : statusOf(child_status),
    endedAt: child_ended_at ?? undefined,
    childId: child_id ?? undefined,
    output: () => decodeStored(result.output),
    error: decodeFailure(result.error).map(toRecordedError).at(-1),
  };
}
