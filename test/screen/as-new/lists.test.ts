import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { RunEvent } from '../../../src/contract/run-events.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { createSqliteUnderTest } from '../../database/sqlite/temp-store.ts';
import { trials } from '../../trials.ts';
import { installFakeClock } from '../fake-clock.ts';
import { press } from '../open-session.ts';
import { fakeClock } from './clocks.ts';
import { lifeOfRun } from './life-of-run.ts';
import { delays, momentsOf, type Play, playLife } from './play-life.ts';
import { compareText, groupsText, tableText } from './shown-text.ts';

installFakeClock();

const startAt = Date.UTC(2026, 10, 24, 14, 0, 0);

function playOf(events: fc.Arbitrary<readonly RunEvent[]>, keys: readonly string[]): fc.Arbitrary<Play> {
  return fc.record({
    events,
    before: fc.nat(60),
    moments: momentsOf(keys),
    size: fc.constantFrom('narrow' as const, 'wide' as const),
    delays,
  });
}

/** Runs that go on at the same time. */
const severalRuns = fc
  .tuple(
    fc.tuple(
      ...['checkout', 'refund', 'checkout', 'refund'].map((name, at) =>
        lifeOfRun(`run_${at}`, startAt - 2_000 + at * 100, name),
      ),
    ),
    fc.array(fc.nat(3), { minLength: 300, maxLength: 300 }),
  )
  .map(([lives, turns]) => interleave(lives, turns));

function interleave(lives: readonly (readonly RunEvent[])[], turns: readonly number[]): readonly RunEvent[] {
  const left = lives.map(life => [...life]);
  const next = (turn: number) => left[turn]?.shift();
  return [...turns.map(next), ...left.flat()].filter(event => event !== undefined);
}

function property(
  plays: fc.Arbitrary<Play>,
  expectAsNew: (play: Play) => Promise<void>,
  numRuns: number,
): Promise<void> {
  return fc.assert(
    fc.asyncProperty(plays, play => {
      vi.setSystemTime(startAt);
      return expectAsNew(play);
    }),
    { numRuns, endOnFailure: true },
  );
}

async function expectSame(
  play: Play,
  onOpened: (session: Session) => void,
  text: (session: Session, now: number, like: Session) => string,
  finish: (session: Session) => void = () => {},
): Promise<void> {
  const world = await createSqliteUnderTest();
  const { old, fresh, close } = await playLife(play, world, fakeClock, onOpened);
  for (const { session } of [old, fresh]) finish(session);
  const texts = () => {
    const { now } = fresh.session.getState();
    return { old: text(old.session, now, old.session), fresh: text(fresh.session, now, old.session) };
  };
  try {
    await fakeClock.expectSame(texts, [old.paced, fresh.paced]);
  } finally {
    await close();
    await fakeClock.untilDone(world.remove());
  }
}

test('the table shows, once all is idle, what the table of a new process shows', async () => {
  const keys = ['j', 'k', 'g', 'G', 'R', 'enter', 'escape', '!', 'd'];
  const toTable = (session: Session) => press(session, 'escape', 'escape', 'escape', 'escape', 'g');
  await property(
    playOf(severalRuns, keys),
    play => expectSame(play, () => {}, tableText, toTable),
    trials(60, 1),
  );
});

test('the groups of failures show, once all is idle, what those of a new process show', async () => {
  await property(
    playOf(severalRuns, ['j', 'k', 'R', 'G']),
    play =>
      expectSame(
        play,
        session => press(session, '!'),
        groupsText,
        session => press(session, 'g'),
      ),
    trials(60, 1),
  );
});

test('a comparison shows, once all is idle, what one of a new process shows, or says how old it is', async () => {
  const plays = fc
    .tuple(lifeOfRun('run_1', startAt - 4_000), lifeOfRun('run_2', startAt - 2_000))
    .chain(([whole, run]) =>
      playOf(fc.constant([...whole, ...run]), ['j', 'k', 'z']).map(play => ({
        ...play,
        before: whole.length + play.before,
      })),
    );
  await property(
    plays,
    async play => {
      const world = await createSqliteUnderTest();
      const { old, fresh, close } = await playLife(play, world, fakeClock, session => press(session, 'd'));
      const textOf = ({ session }: typeof old) => compareText(session, fresh.session.getState().now);
      await fakeClock.untilIdle([old.paced, fresh.paced]);
      expect(textOf(old)).toMatch(/\dm ago[^\n]*$|no run to compare/u);
      for (const { session } of [old, fresh]) press(session, 'R');
      await fakeClock.expectSame(
        () => ({ old: textOf(old), fresh: textOf(fresh) }),
        [old.paced, fresh.paced],
      );
      await close();
      await fakeClock.untilDone(world.remove());
    },
    trials(60, 1),
  );
  expect.hasAssertions();
});
