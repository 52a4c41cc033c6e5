import { expect, test } from 'vitest';
import type { Session } from '../../../src/state/session/session.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, type MemoryStore, sampleRun, sampleRuns } from '../memory-store.ts';
import { openSession, press, settle } from '../open-session.ts';
import { createStartingStore } from '../starting-store.ts';
import { questionOf, running } from './acts.ts';

installFakeClock();

async function openMarked(
  store: MemoryStore,
  key: 'a' | 'x',
  meanwhile: () => void = () => undefined,
): Promise<Session> {
  const { session } = openSession(store);
  await settle();
  press(session, ...session.getState().list.rows.map(() => 'space'));
  meanwhile();
  press(session, key);
  await settle();
  return session;
}

const noticeOf = (session: Session) => session.getState().notice?.text;

test('ten marked runs are canceled once their number is typed, as all that match are', async () => {
  const store = createMemoryStore(sampleRuns(10, () => running));
  const session = await openMarked(store, 'x');
  press(session, 'y');
  expect(noticeOf(session)).toBe('type 10 first');
  press(session, ...'10', 'enter');
  await settle(300);
  expect((await store.getRun('run_0001'))?.cancelRequestedAt).toBeDefined();
  expect(session.getState().list.marks.size).toBe(0);
});

test('nine marked runs are canceled by an answer, and kept marked where it is No', async () => {
  const store = createMemoryStore(sampleRuns(9, () => running));
  const session = await openMarked(store, 'x');
  press(session, 'enter');
  expect([session.getState().overlay.type, session.getState().list.marks.size]).toEqual(['none', 9]);
  press(session, 'x', 'y');
  await settle(300);
  expect((await store.getRun('run_0009'))?.cancelRequestedAt).toBeDefined();
});

test('of marked runs only those are asked about that a running program offers', async () => {
  const runs = sampleRuns(3, at => ({ status: 'failed', name: at === 2 ? 'invoice' : 'signup-pipeline' }));
  const store = createStartingStore(runs);
  const session = await openMarked(store, 'a');
  expect(questionOf(session).found?.runs.map(({ id }) => id)).toEqual(['run_0003', 'run_0001']);
  expect(questionOf(session).unoffered.map(({ id }) => id)).toEqual(['run_0002']);
});

test('marked runs that were run again since are counted and left out, unless r takes them', async () => {
  const store = createStartingStore(sampleRuns(12, () => ({ status: 'failed' })));
  const session = await openMarked(store, 'a', () => {
    for (const at of [1, 2, 3]) store.put(sampleRun(100 + at, { retryOf: `run_000${at}` }));
  });
  expect([questionOf(session).found?.runs.length, questionOf(session).retried.size]).toEqual([9, 3]);
  press(session, 'r', ...'2', 'enter');
  await settle(300);
  expect(store.starts.map(({ retryOf }) => retryOf)).toEqual(['run_0012', 'run_0011']);
});
