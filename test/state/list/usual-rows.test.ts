import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { closeSessions, openSession, press, settle } from '../open-session.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 24, 14, 0, 0) });
});

afterEach(async () => {
  await closeSessions();
  vi.useRealTimers();
});

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
