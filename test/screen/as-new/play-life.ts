import fc from 'fast-check';
import type { RunEvent } from '../../../src/contract/run-events.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { openSession, press } from '../open-session.ts';
import type { Clock } from './clocks.ts';
import { type PacedStore, paceStore } from './paced-store.ts';

export const sizes = { narrow: { columns: 90, rows: 200 }, wide: { columns: 200, rows: 200 } } as const;

/** A store that programs record into. */
export type World = {
  readonly open: () => Promise<RunStore>;
  readonly record: (events: readonly RunEvent[]) => Promise<void>;
  readonly remove: () => Promise<void>;
};

/** What happens one after the other while a screen is open. */
export type Moment =
  | { readonly type: 'recorded'; readonly count: number }
  | { readonly type: 'passed'; readonly ms: number }
  | { readonly type: 'pressed'; readonly key: string };

export function momentsOf(keys: readonly string[]): fc.Arbitrary<readonly Moment[]> {
  const recorded = fc.record({ type: fc.constant('recorded' as const), count: fc.nat(12) });
  const ms = fc.constantFrom(0, 20, 100, 300, 1_100, 3_000);
  const passed = fc.record({ type: fc.constant('passed' as const), ms });
  const pressed = fc.record({ type: fc.constant('pressed' as const), key: fc.constantFrom(...keys) });
  return fc.array(fc.oneof(recorded, passed, pressed), { maxLength: 16 });
}

export const delays = fc.infiniteStream(fc.constantFrom(0, 0, 0, 30, 400, 1_500));

export type Play = {
  /** What is recorded, in order. */
  readonly events: readonly RunEvent[];
  /** How many events come before the screen is opened. */
  readonly before: number;
  readonly moments: readonly Moment[];
  readonly size: keyof typeof sizes;
  /** How late the answers of the store come. */
  readonly delays: Iterator<number>;
};

export type Process = { readonly session: Session; readonly paced: PacedStore };

/** Opens a screen, plays what happens while it is open, and opens another one after that. */
export async function playLife(
  { events, before, moments, size, delays: late }: Play,
  { open, record }: World,
  clock: Clock,
  onOpened: (session: Session) => void,
): Promise<{ readonly old: Process; readonly fresh: Process; readonly close: () => Promise<void> }> {
  let recorded = 0;
  const recordNext = async (count: number): Promise<void> => {
    const part = events.slice(recorded, recorded + count);
    recorded += part.length;
    if (part.length > 0) await clock.untilDone(record(part));
  };
  const start = async (nextDelayMs: () => number): Promise<Process> => {
    const paced = paceStore(await clock.untilDone(open()), nextDelayMs);
    const { session } = openSession(paced.store, sizes[size]);
    while (session.getState().list.rows.length === 0) await clock.pass(50, [paced]);
    onOpened(session);
    return { session, paced };
  };
  await recordNext(before + 1);
  const old = await start(() => late.next().value ?? 0);
  for (const one of moments) {
    if (one.type === 'recorded') await recordNext(one.count);
    else if (one.type === 'passed') await clock.pass(one.ms, [old.paced]);
    else press(old.session, one.key);
  }
  await clock.untilIdle([old.paced]);
  const fresh = await start(() => 0);
  const close = async (): Promise<void> => {
    await Promise.all([old, fresh].map(({ session }) => clock.untilDone(session.close())));
  };
  return { old, fresh, close };
}
