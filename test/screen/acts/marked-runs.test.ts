import { expect, test } from 'vitest';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { drawApp } from '../draw-app.tsx';
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

test('of marked runs of several targets, those wait that nobody offers in their own target', async () => {
  const targets = ['shop', 'idle', 'team', 'traces'];
  const runs = targets.map((target, at) => sampleRun(at + 1, { status: 'failed', name: 'signup', target }));
  const store = createMemoryStore(runs);
  const { target, can } = store;
  const starts = (offered: readonly string[], kind = 'sqlite', start = true) => ({
    ...{ target: { ...target, kind }, can: { ...can, start }, offered },
  });
  const members = new Map([
    ['shop', starts(['signup'])],
    ['idle', starts([])],
    ['team', starts([], 'http')],
    ['traces', starts([], 'otlp', false)],
  ]);
  Object.assign(store, {
    ...{ target: { ...target, members: [] }, can: { ...can, start: true } },
    memberStarts: async () => members,
  });
  const session = await openMarked(store, 'a');
  expect(questionOf(session).found?.runs.map(run => run.target)).toEqual(['traces', 'team', 'shop']);
  expect(questionOf(session).unoffered.map(run => run.target)).toEqual(['idle']);
  const text = drawApp(session.getState(), plainTheme).join(' ').replaceAll(/[ │]+/gu, ' ');
  expect(text).toContain('"signup" in idle now: 1 of 4 are left out until one does');
  expect(text).toContain('"signup" in team now: only a program behind the server');
  expect(text).toContain('1 of 3 will be refused: ./runs.db cannot start runs: its files tell what ran');
  members.set('idle', starts(['signup']));
  await settle(1_500);
  expect(questionOf(session).unoffered).toEqual([]);
});

test('marked runs that were run again since are counted and left out, unless r takes them', async () => {
  const store = createStartingStore(sampleRuns(12, () => ({ status: 'failed' })));
  const session = await openMarked(store, 'a', () => {
    for (const at of [1, 2, 3]) store.put(sampleRun(100 + at, { retryOf: `run_000${at}` }));
  });
  expect([questionOf(session).found?.runs.length, questionOf(session).retried?.size]).toEqual([9, 3]);
  press(session, 'r', ...'2', 'enter');
  await settle(300);
  expect(store.starts.map(({ retryOf }) => retryOf)).toEqual(['run_0012', 'run_0011']);
});
