import * as v from 'valibot';
import { isRecord } from '../../model/is-record.ts';
import { parseExactJson } from '../../model/payload/exact-json.ts';
import type { Invocation } from './invocation.ts';
import { timeIn } from './times.ts';

/** What a suspended invocation waits for. */
export type Suspension = {
  readonly status: 'sleeping' | 'waiting';
  /** Whether it is for what other invocations come to, and for nothing else but timers. */
  readonly isForCall?: boolean;
  /** When the first of its timers fires, epoch ms, where it waits for nothing else. */
  readonly wakeAt?: number;
};

/** The number of the signal that cancels; the numbers of awakeables begin at 17. */
export const cancelSignal = 1;

/** Restate's words for commands that an invocation is suspended for, and that can be told apart. */
export const awaitedKinds = ['Sleep', 'Call', 'AttachInvocation', 'GetInvocationOutput'] as const;

/** A command by the number of its result. */
export type Awaited = { readonly completion: number; readonly isCall: boolean; readonly wakeAt?: number };

const bodySchema = v.object({
  completion_id: v.optional(v.number()),
  result_completion_id: v.optional(v.number()),
  wake_up_time: v.optional(v.number()),
});
const commandSchema = v.object({ Command: v.record(v.picklist(awaitedKinds), bodySchema) });

/** Of the short form of a journal's entry, where it is one of those. */
export function readAwaited(entry: unknown): Awaited | undefined {
  const read = v.safeParse(commandSchema, entry);
  const [[kind, body] = []] = read.success ? Object.entries(read.output.Command) : [];
  const completion = body?.result_completion_id ?? body?.completion_id;
  if (completion === undefined) return undefined;
  return { completion, isCall: kind !== 'Sleep', wakeAt: timeIn(body?.wake_up_time) };
}

/**
 * The signals that it waits for by a name: they have no number, and stand in what the server keeps of the
 * promise alone.
 */
export function namedSignals({ suspended_waiting_future_json: text }: Invocation): readonly string[] {
  return text?.includes('SignalName') ? namesIn(parseExactJson(text)) : [];
}

/** `{"Single": {"SignalName": …}}` among others, and below those that combine them. */
function namesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (!isRecord(value)) return [];
  const { SignalName: name, ...others } = value;
  return [...(typeof name === 'string' ? [name] : []), ...Object.values(others).flatMap(namesIn)];
}

/** An invocation that something else than a timer could wake as well waits for that. */
export function toSuspension(row: Invocation, commands: ReadonlyMap<number, Awaited>): Suspension {
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
