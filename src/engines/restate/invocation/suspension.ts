import * as v from 'valibot';
import { isRecord } from '../../../model/is-record.ts';
import { parseExactJson } from '../../../model/payload/exact-json.ts';
import type { Invocation } from './invocation-row.ts';

export type Suspension = {
  readonly status: 'sleeping' | 'waiting';
  /** Waits for results of other invocations, and otherwise only for timers. */
  readonly isForCall?: boolean;
  /** When the first timer fires, epoch ms; only while sleeping. */
  readonly wakeAt?: number;
};

/** Awakeables are numbered from 17. */
export const cancelSignal = 1;

export const awaitedKinds = ['Sleep', 'Call', 'AttachInvocation', 'GetInvocationOutput'] as const;

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

/** Reads `entry_lite_json`; `undefined` for other kinds of entries. */
export function readAwaitedCommand(entry: unknown): AwaitedCommand | undefined {
  const read = v.safeParse(commandSchema, entry);
  const [[kind, body] = []] = read.success ? Object.entries(read.output.Command) : [];
  const completion = body?.result_completion_id ?? body?.completion_id;
  if (completion === undefined) return undefined;
  return { completion, isCall: kind !== 'Sleep', wakeAt: journalTime(body?.wake_up_time) };
}

/** Named signals have no number: they appear only in the server's description of the awaited future. */
export function namedSignals({ suspended_waiting_future_json: text }: Invocation): readonly string[] {
  return text?.includes('SignalName') ? namesIn(parseExactJson(text)) : [];
}

/** Finds `{"Single": {"SignalName": …}}`, also inside combined futures. */
function namesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (!isRecord(value)) return [];
  const { SignalName: name, ...others } = value;
  return [...(typeof name === 'string' ? [name] : []), ...Object.values(others).flatMap(namesIn)];
}

/** Sleeping means that only a timer can wake the invocation. */
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

/** The latest time of a `Date`. */
const latestAt = 8.64e15;

/** Epoch ms; `undefined` beyond the range of a `Date`. */
export function journalTime(value: unknown): number | undefined {
  return typeof value === 'number' && Math.abs(value) <= latestAt ? value : undefined;
}
