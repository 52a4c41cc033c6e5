import { expect, test } from 'vitest';
import type { StartRequest } from '../../../src/contract/starts/start-request.ts';
import type { Session } from '../../../src/state/session/session.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, type MemoryStore, sampleRun } from '../memory-store.ts';
import { offering } from '../offering.ts';
import { openSession, press, settle } from '../open-session.ts';

installFakeClock();

const running = { status: 'running', finishedAt: undefined } as const;

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
const question = (session: Session) => {
  const { overlay } = session.getState();
  if (overlay.type !== 'confirm-many') throw new Error(`${overlay.type} is open`);
  return overlay;
};

test('ten marked runs are canceled once their number is typed, as all that match are', async () => {
  const store = createMemoryStore(Array.from({ length: 10 }, (_, at) => sampleRun(at + 1, running)));
  const session = await openMarked(store, 'x');
  press(session, 'y');
  expect(noticeOf(session)).toBe('type 10 first');
  press(session, ...'10', 'enter');
  await settle(300);
  expect((await store.getRun('run_0001'))?.cancelRequestedAt).toBeDefined();
  expect(session.getState().list.marks.size).toBe(0);
});

test('nine marked runs are canceled by an answer, and kept marked where it is No', async () => {
  const store = createMemoryStore(Array.from({ length: 9 }, (_, at) => sampleRun(at + 1, running)));
  const session = await openMarked(store, 'x');
  press(session, 'enter');
  expect([session.getState().overlay.type, session.getState().list.marks.size]).toEqual(['none', 9]);
  press(session, 'x', 'y');
  await settle(300);
  expect((await store.getRun('run_0009'))?.cancelRequestedAt).toBeDefined();
});

test('of marked runs only those are asked about that a running program offers', async () => {
  const runs = [1, 2, 3].map(at =>
    sampleRun(at, { status: 'failed', name: at === 2 ? 'invoice' : 'signup' }),
  );
  const store = createMemoryStore(runs);
  Object.assign(store, { can: { ...store.can, start: true }, workflows: offering('signup') });
  const session = await openMarked(store, 'a');
  expect(question(session).found?.runs.map(({ id }) => id)).toEqual(['run_0003', 'run_0001']);
  expect(question(session).unoffered.map(({ id }) => id)).toEqual(['run_0002']);
});

test('marked runs that were run again since are counted and left out, unless r takes them', async () => {
  const runs = Array.from({ length: 12 }, (_, at) => sampleRun(at + 1, { status: 'failed' }));
  const base = createMemoryStore(runs, { input: { order: 1 } });
  const starts: StartRequest[] = [];
  const store = Object.assign(base, {
    can: { ...base.can, start: true },
    workflows: offering('signup-pipeline'),
    startRun: async (request: StartRequest) => {
      starts.push(request);
      return { type: 'started', id: request.id ?? '' } as const;
    },
  });
  const session = await openMarked(store, 'a', () => {
    for (const at of [1, 2, 3]) store.put(sampleRun(100 + at, { retryOf: `run_000${at}` }));
  });
  expect([question(session).found?.runs.length, question(session).retried.size]).toEqual([9, 3]);
  press(session, 'r', ...'2', 'enter');
  await settle(300);
  expect(starts.map(({ retryOf }) => retryOf)).toEqual(['run_0012', 'run_0011']);
});
