import { expect, test } from 'vitest';
import { canaryText } from '../../../src/screen/acts/acting/acting.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { actingOf, failed } from '../acts/acts.ts';
import { installFakeClock } from '../fake-clock.ts';
import { sampleRun, sampleRuns } from '../memory-store.ts';
import { openSession, press, settleWork as settle } from '../open-session.ts';
import { createStartingStore } from '../starting-store.ts';

installFakeClock();

type Store = ReturnType<typeof createStartingStore>;

/** The group of so many failures, of which three are run again first. */
async function tryThree(count: number): Promise<{ readonly store: Store; readonly session: Session }> {
  const store = createStartingStore(sampleRuns(count, () => failed));
  const { session } = openSession(store);
  await settle();
  press(session, '!');
  await settle(500);
  press(session, 'a');
  await settle(200);
  press(session, 't', ...String(count), 'enter');
  await settle(300);
  return { store, session };
}

/** The new runs end so, in the order in which they were started. */
async function end(store: Store, ...ends: readonly Parameters<typeof sampleRun>[1][]): Promise<void> {
  ends.forEach((fields, at) => {
    const { id = '', retryOf } = store.starts[at] ?? {};
    store.put(sampleRun(9_000 + at, { id, retryOf, ...fields }));
  });
  store.announce();
  await settle(1_000);
}

const success = { status: 'success' } as const;
const other = { status: 'failed', errorSummary: { name: 'TypeError', message: 'x is undefined' } } as const;

test('three are started first, and the rest once all three have succeeded', async () => {
  const { store, session } = await tryThree(14);
  expect(store.starts).toHaveLength(3);
  expect(canaryText(actingOf(session))).toBe('the rest follows once these 3 have succeeded');
  await end(store, success, success);
  expect(store.starts).toHaveLength(3);
  await end(store, success, success, success);
  expect(store.starts).toHaveLength(14);
  expect(new Set(store.starts.map(({ retryOf }) => retryOf)).size).toBe(14);
  expect(actingOf(session).phase).toBe('ended');
});

test.each([
  ['by the same cause', failed],
  ['by another cause', other],
])('one that fails again %s stops the rest, which c alone starts all the same', async (words, outcome) => {
  const { store, session } = await tryThree(14);
  await end(store, success, outcome);
  expect(store.starts).toHaveLength(3);
  expect(canaryText(actingOf(session))).toBe(
    `1 of 3 failed again, ${words}: c runs the other 11 again all the same`,
  );
  press(session, 'p');
  await settle(300);
  expect(store.starts).toHaveLength(3);
  press(session, 'c');
  await settle(300);
  expect(store.starts).toHaveLength(14);
});

test('one that is canceled stops the rest, too', async () => {
  const { store, session } = await tryThree(14);
  await end(store, success, success, { status: 'canceled' });
  expect(canaryText(actingOf(session))).toMatch(/^1 of 3 ended as canceled: c /u);
  expect(store.starts).toHaveLength(3);
});

test('Esc while the three go on stops, and a further one closes; repeated, nothing starts twice', async () => {
  const { store, session } = await tryThree(14);
  press(session, 'escape');
  await end(store, success, success, success);
  expect(store.starts).toHaveLength(3);
  press(session, 'escape');
  await settle();
  expect(session.getState().notice?.text).toMatch(/^stopped after 3 of 14 runs/u);
  press(session, 'a');
  await settle(200);
  press(session, ...'11', 'enter');
  await settle(300);
  expect(store.starts).toHaveLength(14);
  expect(new Set(store.starts.map(({ retryOf }) => retryOf)).size).toBe(14);
});

test('c after Esc goes on with the trial, and sends the rest only once all three have succeeded', async () => {
  const { store, session } = await tryThree(14);
  press(session, 'escape');
  await settle();
  press(session, 'c');
  await settle(300);
  expect(store.starts).toHaveLength(3);
  await end(store, success, success, success);
  expect(store.starts).toHaveLength(14);
});

test('three are tried first of ten, too, which an interrupted trial has left', async () => {
  const { store } = await tryThree(10);
  expect(store.starts).toHaveLength(3);
});
