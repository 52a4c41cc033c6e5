import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { RunEvent } from '../../../src/contract/run-events.ts';
import type { Session } from '../../../src/state/session/session.ts';
import { createSqliteUnderTest } from '../../database/sqlite/temp-store.ts';
import { trials } from '../../trials.ts';
import { installFakeClock } from '../fake-clock.ts';
import { openSession, press } from '../open-session.ts';
import { pass, untilDone, untilIdle } from './idle.ts';
import { lifeOfRun } from './life-of-run.ts';
import { paceStore } from './paced-store.ts';
import { runText } from './shown-text.ts';

installFakeClock();

const startAt = Date.UTC(2026, 10, 24, 14, 0, 0);
const createdAt = startAt - 2_000;
const sizes = { narrow: { columns: 90, rows: 200 }, wide: { columns: 200, rows: 200 } } as const;

type Moment =
  | { readonly type: 'recorded'; readonly count: number }
  | { readonly type: 'passed'; readonly ms: number }
  | { readonly type: 'pressed'; readonly key: string };

const moment: fc.Arbitrary<Moment> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('recorded' as const), count: fc.nat(12) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('passed' as const),
      ms: fc.constantFrom(0, 20, 100, 300, 1_100, 3_000),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('pressed' as const),
      key: fc.constantFrom(
        '1',
        '2',
        '3',
        'tab',
        'R',
        'j',
        'k',
        'enter',
        'h',
        'l',
        'z',
        'r',
        's',
        'u',
        'f',
        'e',
      ),
    }),
  },
);

const delays = fc.infiniteStream(fc.constantFrom(0, 0, 0, 30, 400, 1_500));

const tabs = ['1', '2', '3'] as const;

type Play = {
  readonly life: readonly RunEvent[];
  readonly before: number;
  readonly moments: readonly Moment[];
  readonly size: keyof typeof sizes;
  readonly delays: Iterator<number>;
};

async function expectAsNew({ life, before, moments, size, delays: late }: Play): Promise<void> {
  vi.setSystemTime(startAt);
  const under = await createSqliteUnderTest();
  let recorded = 0;
  const record = async (count: number) => {
    const part = life.slice(recorded, recorded + count);
    recorded += part.length;
    if (part.length > 0) await untilDone(under.record(part));
  };
  await record(before + 1);
  const open = async (nextDelayMs: () => number) => {
    const paced = paceStore(await untilDone(under.open()), nextDelayMs);
    const { session } = openSession(paced.store, sizes[size]);
    await pass(100, [paced]);
    await untilShown(session, () => pass(50, [paced]));
    press(session, 'enter');
    return { session, paced };
  };
  const old = await open(() => late.next().value ?? 0);
  for (const one of moments) {
    if (one.type === 'recorded') await record(one.count);
    else if (one.type === 'passed') await pass(one.ms, [old.paced]);
    else press(old.session, one.key);
  }
  await untilIdle([old.paced]);
  const fresh = await open(() => 0);
  likeOther(fresh.session, old.session);
  for (const tab of tabs) {
    for (const { session } of [old, fresh]) press(session, tab);
    await untilIdle([old.paced, fresh.paced], 4_000);
    const now = fresh.session.getState().now;
    expect(runText(old.session, now)).toBe(runText(fresh.session, now));
  }
  await Promise.all([old, fresh].map(({ session }) => untilDone(session.close())));
  await untilDone(under.remove());
}

async function untilShown(session: Session, wait: () => Promise<void>): Promise<void> {
  while (session.getState().list.rows.length === 0) await wait();
}

/** The same format, order and secrets, which a new process does not know. */
function likeOther(fresh: Session, old: Session): void {
  const of = (session: Session) => session.getState().detail;
  const toggles = [
    ['u', () => of(fresh)?.look.reveal === of(old)?.look.reveal],
    ['f', () => of(fresh)?.look.format === of(old)?.look.format],
  ] as const;
  for (const [key, isSame] of toggles) if (!isSame()) press(fresh, key);
  press(fresh, '3');
  if (of(fresh)?.trace.isRaw !== of(old)?.trace.isRaw) press(fresh, 'r');
  for (let count = 0; count < 3 && of(fresh)?.trace.order !== of(old)?.trace.order; count += 1)
    press(fresh, 's');
}

test('a run that was opened at any moment of its life shows, once all is idle, what a new process shows', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        life: lifeOfRun('run_1', createdAt),
        before: fc.nat(30),
        moments: fc.array(moment, { maxLength: 16 }),
        size: fc.constantFrom('narrow' as const, 'wide' as const),
        delays,
      }),
      expectAsNew,
    ),
    { numRuns: trials(150, 6), endOnFailure: true },
  );
});
