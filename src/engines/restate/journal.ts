import * as v from 'valibot';
import { mapYielding } from '../../async/yield-to-event-loop.ts';
import { parseExactJson } from '../../model/payload/json-text.ts';
import { specialEntries } from '../../model/payload/special-values.ts';
import type { Log, RunError, SpanEvent } from '../../model/run.ts';
import { messageOrCode } from '../kit/serialized-error.ts';
import {
  type FailureText,
  type Invocation,
  lastFailure,
  optionalTime,
  parseFailure,
  someTime,
  toRunStatus,
} from './invocation-row.ts';

export const journalSchema = v.object({
  index: v.number(),
  entry_json: v.optional(v.string()),
  appended_at: optionalTime,
});

/** `entry` is the parsed JSON; `undefined` if the row has none. */
export type JournalEntry = { readonly index: number; readonly at: number; readonly entry: unknown };

/** `place` counts commands only, as failure events do. */
export type Command = {
  readonly index: number;
  readonly place: number;
  readonly at: number;
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
};

export type Outcome =
  | { readonly type: 'success'; readonly value?: unknown }
  | { readonly type: 'failure'; readonly failure: Failure };

export type Failure = Readonly<Record<string, unknown>> & {
  readonly code?: number;
  readonly message: string;
};

export type Notification = { readonly index: number; readonly at: number; readonly outcome: Outcome } & (
  | { readonly type: 'completion'; readonly id: number }
  | { readonly type: 'signal'; readonly signal: number | string }
);

export type Journal = {
  readonly commands: readonly Command[];
  readonly completions: ReadonlyMap<number, Notification>;
  readonly signals: readonly Extract<Notification, { type: 'signal' }>[];
  /** When the last entry was appended, epoch ms. */
  readonly lastAt?: number;
};

const recordSchema = v.record(v.string(), v.unknown());
const commandSchema = v.object({ Command: recordSchema });
const completionSchema = v.object({ Notification: v.object({ Completion: recordSchema }) });
const completionBody = v.looseObject({ completion_id: v.number(), result: v.optional(v.unknown()) });
const signalSchema = v.object({
  Notification: v.object({
    Signal: v.object({
      id: v.union([v.object({ Index: v.number() }), v.object({ Name: v.string() })]),
      result: v.optional(v.unknown()),
    }),
  }),
});

/** Skips entries of unknown kinds, except commands. */
export async function readJournal(entries: readonly JournalEntry[]): Promise<Journal> {
  const commands: Command[] = [];
  const completions = new Map<number, Notification>();
  const signals: Extract<Notification, { type: 'signal' }>[] = [];
  for (const item of await mapYielding(entries, readEntry)) {
    if (item?.type === 'command') commands.push({ ...item.command, place: commands.length });
    else if (item?.type === 'completion') completions.set(item.id, item);
    else if (item?.type === 'signal') signals.push(item);
  }
  return { commands, completions, signals, lastAt: entries.at(-1)?.at };
}

type Item = { readonly type: 'command'; readonly command: Omit<Command, 'place'> } | Notification;

function readEntry({ index, at, entry }: JournalEntry): Item | undefined {
  const command = v.safeParse(commandSchema, entry);
  if (command.success) {
    const [[kind, body] = ['unknown', undefined]] = Object.entries(command.output.Command);
    return { type: 'command', command: { index, at, kind, body: v.is(recordSchema, body) ? body : {} } };
  }
  const completion = v.safeParse(completionSchema, entry);
  if (completion.success) {
    const [body] = Object.values(completion.output.Notification.Completion);
    const read = v.safeParse(completionBody, body);
    if (!read.success) return undefined;
    const { completion_id: id, result } = read.output;
    return { type: 'completion', id, index, at, outcome: toOutcome(result) };
  }
  const signal = v.safeParse(signalSchema, entry);
  if (!signal.success) return undefined;
  const { id, result } = signal.output.Notification.Signal;
  const name = 'Index' in id ? id.Index : id.Name;
  return { type: 'signal', signal: name, index, at, outcome: toOutcome(result) };
}

const failureSchema = v.looseObject({ code: v.optional(v.number()), message: v.string() });

/** Reads `{"Success": bytes}`, `{"Failure": {…}}` and `"Void"`; keeps the value of any other form. */
export function toOutcome(result: unknown): Outcome {
  if (!v.is(recordSchema, result)) return { type: 'success' };
  if ('Success' in result) return { type: 'success', value: decodePayload(result.Success) };
  const failure = v.safeParse(failureSchema, result.Failure);
  if (failure.success) return { type: 'failure', failure: failure.output };
  const [value] = Object.values(result);
  return { type: 'success', value };
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** JSON is parsed, other text stays text, other bytes become the marker for bytes; no bytes: `undefined`. */
export function decodePayload(bytes: unknown): unknown {
  if (!isBytes(bytes) || bytes.length === 0) return undefined;
  const buffer = Uint8Array.from(bytes);
  const text = decode(buffer);
  if (text === undefined) return Object.fromEntries(specialEntries(buffer) ?? []);
  const value = parseExactJson(text);
  return value === undefined ? text : value;
}

function isBytes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(byte => Number.isInteger(byte) && byte >= 0 && byte <= 255);
}

function decode(buffer: Uint8Array): string | undefined {
  try {
    return strict.decode(buffer);
  } catch {
    return undefined;
  }
}

export function readInput(entry: unknown): unknown {
  return decodePayload(bodyOf(entry, 'Input')?.payload);
}

/** `undefined` for a failure and for other entries. */
export function readOutput(entry: unknown): unknown {
  const body = bodyOf(entry, 'Output');
  const outcome = body && toOutcome(body.result);
  return outcome?.type === 'success' ? outcome.value : undefined;
}

function bodyOf(entry: unknown, kind: 'Input' | 'Output'): Command['body'] | undefined {
  const read = v.safeParse(commandSchema, entry);
  const body = read.success ? read.output.Command[kind] : undefined;
  return v.is(recordSchema, body) ? body : undefined;
}

export function firstPayload(entries: readonly unknown[], read: (entry: unknown) => unknown): unknown {
  return entries
    .values()
    .map(read)
    .find(payload => payload !== undefined);
}

export const eventRowSchema = v.object({
  appended_at: someTime,
  event_type: v.string(),
  event_json: v.string(),
});

/** A failed attempt, or the failure that paused the invocation. The server records equal failures once. */
export type FailureEvent = {
  readonly at: number;
  /** Restate's word: `TransientError`, `Paused`. */
  readonly kind: string;
  readonly error: RunError & { readonly message: string };
  /** The failed command's `place`; absent for a failure outside of commands. */
  readonly commandPlace?: number;
};

const failureEntries = {
  error_code: v.optional(v.number()),
  error_message: v.optional(v.string()),
  error_stacktrace: v.optional(v.string()),
  related_command_index: v.optional(v.number()),
};
const failureEventSchema = v.object({
  ...failureEntries,
  last_failure: v.optional(v.object(failureEntries)),
});

export function toFailureEvent(row: v.InferOutput<typeof eventRowSchema>): FailureEvent {
  const read = v.safeParse(failureEventSchema, parseExactJson(row.event_json));
  const event = read.success ? (read.output.last_failure ?? read.output) : {};
  const { error_code: code, error_message: message = row.event_type, error_stacktrace: stack } = event;
  const error = toFailureError({ ...(code === undefined ? {} : { code }), message });
  return {
    at: row.appended_at,
    kind: row.event_type,
    error: stack ? { ...error, stack } : error,
    commandPlace: event.related_command_index,
  };
}

/** False for the pause after the last attempt. */
export function isFailedAttempt({ kind }: FailureEvent): boolean {
  return kind === 'TransientError';
}

export function toFailureError(value: Failure): FailureEvent['error'] {
  const { code, message } = value;
  return { value, message, code: code?.toString() };
}

export function toSpanEvent(failure: FailureEvent): SpanEvent {
  return { name: failure.kind, at: failure.at, attributes: failureAttributes(failure) };
}

export function toFailureLog(failure: FailureEvent, spanId: string): Log {
  return {
    at: failure.at,
    level: isFailedAttempt(failure) ? 'warn' : 'error',
    message: `${failure.kind}: ${messageOrCode(failure.error)}`,
    spanId,
    attributes: failureAttributes(failure),
  };
}

function failureAttributes({ error: { value: _, ...attributes } }: FailureEvent) {
  return attributes;
}

export function currentFailure(row: Invocation): Failure | undefined {
  if (row.status === 'completed') return toRunStatus(row) === 'canceled' ? undefined : endFailure(row);
  const text = row.pauseFailure ?? lastFailure(row);
  return text && toFailure(text);
}

/** The final failure, including the one that marks a canceled invocation. */
export function endFailure({ completion_failure }: Invocation): Failure | undefined {
  return completion_failure === undefined ? undefined : toFailure(parseFailure(completion_failure));
}

function toFailure({ code, message }: FailureText): Failure {
  return { ...(code === undefined ? {} : { code: Number(code) }), message };
}
