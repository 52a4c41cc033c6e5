import { mapYielding } from '../../../async/yield-to-event-loop.ts';
import { isRecord } from '../../../model/is-record.ts';
import { parsePayload } from '../../../model/payload/json-text.ts';
import { withWholeValues } from '../../../model/payload/lazy/lazy-parts.ts';
import { openPayload, unfold } from '../../../model/payload/lazy/lazy-payload.ts';
import { LazyText } from '../../../model/payload/lazy/lazy-text.ts';
import { type ScannedPayload, scanPayload } from '../../../model/payload/lazy/scan-payload.ts';
import type {
  ErrorSummary,
  Message,
  Run,
  RunError,
  RunSummary,
  Step,
  ToolCall,
  UsageItem,
} from '../../../model/run.ts';
import { toStatus } from '../../../model/status.ts';
import { raw } from '../../../query-sql/sql-template.ts';
import type { SummaryRow } from './summary-row.ts';

/** JSON text. With lazy payloads, the bytes of a large one, and later its places, too. */
export type StoredPayload = string | Uint8Array<ArrayBuffer> | ScannedPayload;

export type TextRow<Row> = { readonly [Name in keyof Row]: Exclude<Row[Name], object> };

export type WholeRow = SummaryRow & {
  readonly key: number;
  /** All lines of the error's message. */
  readonly whole_message: string | null;
} & Readonly<Record<'input' | 'output' | 'error_value', StoredPayload | null>> &
  Readonly<Record<'error_code' | 'error_stack' | 'error_step_id', string | null>> &
  Readonly<Record<'usage' | 'cancel_by' | 'cancel_outcome', string | null>>;

export const detailColumns = raw(
  'd.error_message AS whole_message, d.error_code, d.error_stack, d.error_step_id, d.usage, d.cancel_outcome',
);

export type WholeRun = {
  readonly row: WholeRow;
  readonly summary: RunSummary;
  /** Set for a lost run; replaces the stored error. */
  readonly lostError?: ErrorSummary;
  readonly raw?: Run['raw'];
};

export type StoredRun = WholeRun & {
  readonly retries?: readonly string[];
  readonly steps?: readonly StepRow[];
  readonly messages?: readonly StoredPayload[];
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
  readonly input: StoredPayload | null;
  readonly output: StoredPayload | null;
  readonly error: StoredPayload | null;
};

/** Parses the payloads, which is slow if they are large. */
export async function toRun(stored: StoredRun): Promise<Run> {
  const { row, summary, lostError, steps, messages } = stored;
  return {
    ...summary,
    input: toPayload(row.input),
    output: toPayload(row.output),
    error: lostError ? { value: lostError, ...lostError } : toRunError(row),
    usage: toList<UsageItem>(row.usage),
    cancel: toCancel(row),
    retries: stored.retries,
    raw: stored.raw,
    steps: steps && (await mapYielding(steps, toStep)),
    messages:
      messages && (await mapYielding(messages, json => toReadableMessage(toPayload(json)) ?? [])).flat(),
  };
}

function toRunError(row: WholeRow): RunError | undefined {
  if (row.error_message === null && row.error_value === null) return undefined;
  return {
    value: toPayload(row.error_value),
    name: row.error_name ?? undefined,
    message: row.whole_message ?? row.error_message ?? undefined,
    code: row.error_code ?? undefined,
    stack: row.error_stack ?? undefined,
    stepId: row.error_step_id ?? undefined,
  };
}

function toCancel(row: WholeRow): Run['cancel'] {
  if (row.cancel_requested_at === null) return undefined;
  return {
    requestedAt: row.cancel_requested_at,
    by: row.cancel_by ?? undefined,
    outcome: row.cancel_outcome ?? undefined,
  };
}

export function toStep(row: StepRow): Step {
  return {
    id: row.id,
    parentId: row.parent_id ?? undefined,
    name: row.name,
    type: row.type,
    status: toStatus(row.status),
    attempt: row.attempt,
    startedAt: row.started_at ?? undefined,
    finishedAt: row.finished_at ?? undefined,
    input: toPayload(row.input),
    output: toPayload(row.output),
    error: toStepError(row.error),
  };
}

/** Its texts are whole; what was thrown may be lazy. */
export function toStepError(json: StoredPayload | null): RunError | undefined {
  const error = unfold(toPayload(json));
  if (!isRecord(error) || !('value' in error)) return undefined;
  const { value, ...texts } = error;
  return { ...withWholeValues(texts), value };
}

export function toPayload(json: StoredPayload | null | undefined): unknown {
  if (json === null || json === undefined) return undefined;
  if (typeof json === 'string') return parsePayload(json);
  return openPayload(json instanceof Uint8Array ? scanPayload(json) : json);
}

/** A list that runlens itself wrote. */
function toList<T extends object>(json: string | null): readonly T[] {
  const value = toPayload(json);
  return Array.isArray(value) ? value.filter((item): item is T => isRecord(item)) : [];
}

export function toMessages(jsons: readonly string[]): readonly Message[] {
  return jsons.flatMap(json => toReadableMessage(parsePayload(json)) ?? []);
}

type Parts = Readonly<Record<string, unknown>>;

/** Recorders write messages as they like: what has another type than the model's is left out. */
function toReadableMessage(stored: unknown): Message | undefined {
  const message = unfold(stored);
  if (!isRecord(message)) return undefined;
  const { id, role, at, thought, content } = message;
  const toolCalls = unfold(message.toolCalls);
  const error = unfold(message.error);
  if (typeof id !== 'string' || typeof role !== 'string') return undefined;
  const calls = Array.isArray(toolCalls) ? toolCalls.map(unfold).filter(isRecord) : undefined;
  return {
    id,
    role,
    ...(isTime(at) && { at }),
    ...(content !== undefined && { content }),
    ...(isText(thought) && { thought }),
    ...(calls && { toolCalls: calls.map((call, index) => toToolCall(call, `${id}_call_${index + 1}`)) }),
    ...(isRecord(error) && { error: toError(error) }),
  };
}

function toToolCall(call: Parts, ownId: string): ToolCall {
  const { id, name, arguments: args, result, durationMs } = call;
  const error = unfold(call.error);
  return {
    id: typeof id === 'string' ? id : ownId,
    name: typeof name === 'string' ? name : 'tool',
    ...(args !== undefined && { arguments: args }),
    ...(result !== undefined && { result }),
    ...(isRecord(error) && { error: toError(error) }),
    ...(typeof durationMs === 'number' && { durationMs }),
  };
}

const textKeys = ['name', 'message', 'code', 'stack', 'stepId'] as const;

function toError(error: Parts): RunError {
  const texts = textKeys.flatMap(key => {
    const text = error[key];
    return isText(text) ? [[key, text] as const] : [];
  });
  return { value: error.value, ...Object.fromEntries(texts) };
}

/** Large texts are lazy. */
function isText(value: unknown): value is string {
  return typeof value === 'string' || value instanceof LazyText;
}

/** In epoch ms, within the range of `Date`. */
function isTime(at: unknown): at is number {
  return typeof at === 'number' && Math.abs(at) <= 8.64e15;
}
