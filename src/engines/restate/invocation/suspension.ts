import * as v from 'valibot';
import { isRecord } from '../../../model/is-record.ts';
import { parseExactJson } from '../../../model/payload/exact-json.ts';
import { journalTime } from '../journal/journal-time.ts';
import type { Invocation } from './invocation-row.ts';

/** What a suspended invocation waits for. */
export type Suspension = {
  readonly status: 'sleeping' | 'waiting';
  /** Whether it waits for the results of other invocations, and otherwise only for timers. */
  readonly isForCall?: boolean;
  /** When its first timer fires, epoch ms; absent where it waits for anything else. */
  readonly wakeAt?: number;
};

/** The number of the signal that cancels; the numbers of awakeables begin at 17. */
export const cancelSignal = 1;

/** The kinds of commands that an invocation can be suspended for and that are distinguished here. */
export const awaitedKinds = ['Sleep', 'Call', 'AttachInvocation', 'GetInvocationOutput'] as const;

/** A command by the number of its result. */
export type AwaitedCommand = {
  readonly completion: number;
  readonly isCall: boolean;
  readonly wakeAt?: number;
};

const bodySchema = v.object({
  completion_id: v.optional(v.number()),
  result_completion_id: v.optional(v.number()),
  wake_up_time: v.optional(v.number()),
});
const commandSchema = v.object({ Command: v.record(v.picklist(awaitedKinds), bodySchema) });

/** The command of a journal entry in its short form, if it is of one of those kinds. */
export function readAwaitedCommand(entry: unknown): AwaitedCommand | undefined {
  const read = v.safeParse(commandSchema, entry);
  const [[kind, body] = []] = read.success ? Object.entries(read.output.Command) : [];
  const completion = body?.result_completion_id ?? body?.completion_id;
  if (completion === undefined) return undefined;
  return { completion, isCall: kind !== 'Sleep', wakeAt: journalTime(body?.wake_up_time) };
}

/**
 * The named signals that it waits for. They have no number; only the server's description of the future has
 * them.
 */
export function namedSignals({ suspended_waiting_future_json: text }: Invocation): readonly string[] {
  return text?.includes('SignalName') ? namesIn(parseExactJson(text)) : [];
}

/** Searches for `{"Single": {"SignalName": …}}`, also inside of combined futures. */
function namesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (!isRecord(value)) return [];
  const { SignalName: name, ...others } = value;
  return [...(typeof name === 'string' ? [name] : []), ...Object.values(others).flatMap(namesIn)];
}

/** Sleeping is only what nothing but a timer can wake. */
export function toSuspension(row: Invocation, commands: ReadonlyMap<number, AwaitedCommand>): Suspension {
  const { suspended_waiting_for_completions: completions = [], suspended_waiting_for_signals: signals = [] } =
    row;
  const known = completions.flatMap(number => commands.get(number) ?? []);
  const areAllKnown = completions.length > 0 && known.length === completions.length;
  const isForSignal = signals.some(number => number !== cancelSignal) || namedSignals(row).length > 0;
  if (!areAllKnown || isForSignal) return { status: 'waiting' };
  if (known.some(({ isCall }) => isCall)) return { status: 'waiting', isForCall: true };
  const [wakeAt] = known.flatMap(command => command.wakeAt ?? []).sort((a, b) => a - b);
  return { status: 'sleeping', ...(wakeAt === undefined ? {} : { wakeAt }) };
}
