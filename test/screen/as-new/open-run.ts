import fc from 'fast-check';
import type { Session } from '../../../src/screen/shell/session.ts';
import { press } from '../open-session.ts';
import type { Clock } from './clocks.ts';
import { lifeOfRun } from './life-of-run.ts';
import { delays, momentsOf, type Play, playLife, type World } from './play-life.ts';
import { runText } from './shown-text.ts';

const tabs = ['1', '2', '3'] as const;
const keys = ['1', '2', '3', 'tab', 'R', 'j', 'k', 'enter', 'h', 'l', 'z', 'r', 's', 'u', 'f', 'e'];

/** A run that is opened at any moment of its life, and what happens then. */
export function openedRun(createdAt: () => number): fc.Arbitrary<Play> {
  return fc.record({
    events: lifeOfRun('run_1', createdAt()),
    before: fc.nat(30),
    moments: momentsOf(keys),
    size: fc.constantFrom('narrow' as const, 'wide' as const),
    delays,
  });
}

export async function expectRunAsNew(play: Play, world: World, clock: Clock): Promise<void> {
  const { old, fresh, close } = await playLife(play, world, clock, session => press(session, 'enter'));
  try {
    for (const tab of tabs) {
      for (const { session } of [old, fresh]) press(session, tab);
      const texts = () => {
        likeOther(fresh.session, old.session);
        const { now } = fresh.session.getState();
        return { old: runText(old.session, now), fresh: runText(fresh.session, now) };
      };
      await clock.expectSame(texts, [old.paced, fresh.paced]);
    }
  } finally {
    await close();
    await clock.untilDone(world.remove());
  }
}

/** The same format, order and secrets, which a new process does not know. */
function likeOther(fresh: Session, old: Session): void {
  const of = (session: Session) => session.getState().detail;
  if (of(fresh)?.look.reveal !== of(old)?.look.reveal) press(fresh, 'u');
  if (of(fresh)?.look.format !== of(old)?.look.format) press(fresh, 'f');
  if (of(fresh)?.tab !== 'trace') return;
  const isRaw = of(old)?.trace.isRaw;
  if (of(fresh)?.trace.isRaw) press(fresh, 'r');
  for (let count = 0; count < 3 && of(fresh)?.trace.order !== of(old)?.trace.order; count += 1)
    press(fresh, 's');
  if (isRaw) press(fresh, 'r');
}
