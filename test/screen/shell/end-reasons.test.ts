import { expect, test } from 'vitest';
import { yieldToEventLoop } from '../../../src/async/yield-to-event-loop.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { createShopStore } from '../compare/compared-store.ts';
import { installFakeClock } from '../fake-clock.ts';
import { openSession, press, settle } from '../open-session.ts';

installFakeClock();

async function compared(session: Session): Promise<void> {
  for (let turns = 0; turns < 2_000 && !session.getState().compare?.comparison; turns += 1) {
    await settle(20);
    await yieldToEventLoop();
  }
}

test('why a key did nothing is taken back once what it waits for is there', async () => {
  const { session } = openSession(createShopStore());
  await settle(500);
  press(session, 'd', 'n');
  expect(session.getState().notice?.text).toBe('the runs are still being compared');
  await compared(session);
  expect(session.getState().compare?.comparison).toBeDefined();
  await settle(0);
  expect(session.getState().notice).toBe(undefined);
});
