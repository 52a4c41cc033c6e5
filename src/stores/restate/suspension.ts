import * as v from 'valibot';
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

/** An invocation that something else than a timer could wake as well waits for that. */
export function toSuspension(
  {
    suspended_waiting_for_completions: completions = [],
    suspended_waiting_for_signals: signals = [],
  }: Invocation,
  commands: ReadonlyMap<number, Awaited>,
): Suspension {
  const known = completions.flatMap(number => commands.get(number) ?? []);
  const areAllKnown = completions.length > 0 && known.length === completions.length;
  if (!areAllKnown || signals.some(number => number !== cancelSignal)) return { status: 'waiting' };
  if (known.some(({ isCall }) => isCall)) return { status: 'waiting', isForCall: true };
  const [wakeAt] = known.flatMap(command => command.wakeAt ?? []).sort((a, b) => a - b);
  return { status: 'sleeping', ...(wakeAt === undefined ? {} : { wakeAt }) };
}
