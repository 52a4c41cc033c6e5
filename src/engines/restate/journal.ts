import * as v from 'valibot';
import { mapYielding } from '../../async/yield-to-event-loop.ts';
import { lastFailure, parseFailure } from './failures.ts';
import { type Invocation, optionalTime } from './invocation.ts';
import { toRunStatus } from './invocation-status.ts';
import { decodePayload } from './payload.ts';
import type { Wait } from './waits.ts';

/** A row of `sys_journal`. */
export const journalSchema = v.object({
  index: v.number(),
  entry_json: v.optional(v.string()),
  appended_at: optionalTime,
});

export type JournalRow = v.InferOutput<typeof journalSchema>;

/** A row of the journal with its JSON read; `entry` is `undefined` where it has none. */
export type JournalEntry = { readonly index: number; readonly at: number; readonly entry: unknown };

/** What the code of a handler asked for; `place` counts the commands alone, as the events of retries do. */
export type Command = {
  readonly index: number;
  readonly place: number;
  readonly at: number;
  /** Restate's word: `Run`, `Sleep`, `Call` … */
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

/** What came of a command, or a signal from outside; `id` is a completion's number. */
export type Notification = { readonly index: number; readonly at: number; readonly outcome: Outcome } & (
  | { readonly type: 'completion'; readonly id: number }
  | { readonly type: 'signal'; readonly signal: number | string }
);

export type Journal = {
  readonly commands: readonly Command[];
  readonly completions: ReadonlyMap<number, Notification>;
  readonly signals: readonly Extract<Notification, { type: 'signal' }>[];
  /** When the last entry came, epoch ms. */
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

/**
 * Entries of kinds that are not known here are left out, but for commands, which are kept under their own
 * word.
 */
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

/** `{"Success": bytes}`, `{"Failure": {…}}`, `"Void"`, or something of its own that is kept as it is. */
export function toOutcome(result: unknown): Outcome {
  if (!v.is(recordSchema, result)) return { type: 'success' };
  if ('Success' in result) return { type: 'success', value: decodePayload(result.Success) };
  const failure = v.safeParse(failureSchema, result.Failure);
  if (failure.success) return { type: 'failure', failure: failure.output };
  const [value] = Object.values(result);
  return { type: 'success', value };
}

const inputSchema = v.object({
  Command: v.object({ Input: v.object({ payload: v.optional(v.unknown()) }) }),
});
const outputSchema = v.object({
  Command: v.object({ Output: v.object({ result: v.optional(v.unknown()) }) }),
});

/** The input of an entry that holds one. */
export function readInput(entry: unknown): unknown {
  const read = v.safeParse(inputSchema, entry);
  return read.success ? decodePayload(read.output.Command.Input.payload) : undefined;
}

/** The output of an entry that holds one; `undefined` for a failure. */
export function outputOf(entry: unknown): unknown {
  const read = v.safeParse(outputSchema, entry);
  if (!read.success) return undefined;
  const outcome = toOutcome(read.output.Command.Output.result);
  return outcome.type === 'success' ? outcome.value : undefined;
}

/** The failure of an invocation, or of its last try while it goes on; to be canceled is none. */
export function errorValue(row: Invocation, trouble: Wait['trouble']): Failure | undefined {
  if (row.status === 'completed') {
    return toRunStatus(row, undefined) === 'canceled' ? undefined : endFailure(row);
  }
  const said = trouble ?? lastFailure(row);
  return said && toFailure(said);
}

/** What an invocation ended with, whatever it means. */
export function endFailure({ completion_failure }: Invocation): Failure | undefined {
  return completion_failure === undefined ? undefined : toFailure(parseFailure(completion_failure));
}

function toFailure({ code, message }: { readonly code?: string; readonly message: string }): Failure {
  return { ...(code === undefined ? {} : { code: Number(code) }), message };
}
