import { mapYielding } from '../../../async/yield-to-event-loop.ts';
import { isRecord } from '../../../model/is-record.ts';
import { parsePayload } from '../../../model/payload/parse-payload.ts';
import type { Message, RunError, Step, UsageItem } from '../../../model/run.ts';
import { toStatus } from '../../../model/status.ts';

/** A run's payloads and what else its row does not hold, payloads as JSON texts. */
export type DetailsRow = {
  readonly input: string | null;
  readonly output: string | null;
  readonly error_value: string | null;
  readonly error_message: string | null;
  readonly error_code: string | null;
  readonly error_stack: string | null;
  readonly error_step_id: string | null;
  readonly usage: string | null;
  readonly cancel_outcome: string | null;
};

export type StepRow = {
  readonly id: string;
  readonly parent_id: string | null;
  readonly name: string;
  readonly type: string;
  readonly status: string;
  readonly attempt: number;
  readonly started_at: number | null;
  readonly finished_at: number | null;
  readonly input: string | null;
  readonly output: string | null;
  readonly error: string | null;
};

type ErrorColumns = { readonly error_name: string | null; readonly error_message: string | null };

export function toRunError(row: ErrorColumns, details: DetailsRow): RunError | undefined {
  if (row.error_message === null && details.error_value === null) return undefined;
  return {
    value: toPayload(details.error_value),
    name: given(row.error_name),
    message: details.error_message ?? given(row.error_message),
    code: given(details.error_code),
    stack: given(details.error_stack),
    stepId: given(details.error_step_id),
  };
}

export function toSteps(rows: readonly StepRow[]): Promise<readonly Step[]> {
  return mapYielding(rows, toStep);
}

/** Messages are given as JSON texts. */
export async function toMessages(texts: readonly string[]): Promise<readonly Message[]> {
  return (await mapYielding(texts, parsePayload)).filter(isMessage);
}

/** Usage is given as the JSON text that our own writer wrote. */
export function toUsage(json: string | null): readonly UsageItem[] {
  return toList<UsageItem>(json);
}

function toStep(row: StepRow): Step {
  return {
    id: row.id,
    parentId: given(row.parent_id),
    name: row.name,
    type: row.type,
    status: toStatus(row.status),
    attempt: row.attempt,
    startedAt: given(row.started_at),
    finishedAt: given(row.finished_at),
    input: toPayload(row.input),
    output: toPayload(row.output),
    error: toStepError(row.error),
  };
}

function toStepError(json: string | null): RunError | undefined {
  const value = toPayload(json);
  return isRecord(value) && 'value' in value ? { ...value, value: value.value } : undefined;
}

export function toPayload(json: string | null): unknown {
  return json === null ? undefined : parsePayload(json);
}

/** What our own writer wrote as a list. */
function toList<T extends object>(json: string | null): readonly T[] {
  const value = toPayload(json);
  return Array.isArray(value) ? value.filter((item): item is T => isRecord(item)) : [];
}

function isMessage(value: unknown): value is Message {
  return isRecord(value) && typeof value.id === 'string' && typeof value.role === 'string';
}

export function given<T>(value: T | null): T | undefined {
  return value === null ? undefined : value;
}
