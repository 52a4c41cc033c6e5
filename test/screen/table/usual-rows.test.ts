import { expect, test } from 'vitest';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle } from '../open-session.ts';

installFakeClock();

test('asks for what is usual only while a column shows it, at once when it does', async () => {
  const { session, store } = openSession(createMemoryStore([sampleRun(2), sampleRun(1)]));
  await settle();
  const asked = () => store.asked.map(({ options }) => options.usual === true);
  expect(asked()).toContain(false);
  expect(asked()).not.toContain(true);
  press(session, 'c', 's', 's', 's', 's', 'space', 'escape');
  await settle();
  expect(session.getState().look.columns).toContain('slow');
  expect(asked().at(-1)).toBe(true);
});
