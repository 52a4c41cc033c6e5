import { expect, test } from 'vitest';
import { asks, withOffers } from '../../../src/screen/acts/act-question.ts';
import { noteLines } from '../../../src/screen/acts/act-question-notes.ts';
import { installFakeClock } from '../fake-clock.ts';
import { askedMany, cancelTarget, markedOf } from '../many-states.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle } from '../open-session.ts';
import { createStartingStore } from '../starting-store.ts';
import { questionOf, running } from './acts.ts';

installFakeClock();

test('a Yes for one run is taken back once its program has ended, and No is chosen when one offers it again', () => {
  const chosen = { ...askedMany('retry', markedOf([cancelTarget])), choice: 'yes' } as const;
  const away = withOffers(chosen, [{ names: [] }]);
  expect([asks(away), away.choice]).toEqual([undefined, 'no']);
  const back = withOffers({ ...away, choice: 'yes' }, [{ names: [cancelTarget.name] }]);
  expect([asks(back)?.runs, back.choice]).toEqual([1, 'no']);
});

test('one run that was run again since is asked about all the same, and r leaves it in', async () => {
  const runs = [sampleRun(2, { retryOf: 'run_0001' }), sampleRun(1, { status: 'failed' })];
  const { session, store } = openSession(createStartingStore(runs));
  await settle();
  press(session, 'j', 'a');
  await settle();
  press(session, 'r');
  expect(session.getState().notice?.text).toBe('this is for several runs that are run again');
  expect(questionOf(session).retried?.size).toBe(1);
  press(session, 'y');
  await settle();
  expect(store.starts.map(({ retryOf }) => retryOf)).toEqual(['run_0001']);
});

test('a question about one run keeps that run, and cancels none that came since', async () => {
  const running = { status: 'running', finishedAt: undefined } as const;
  const { session, store } = openSession(createMemoryStore([sampleRun(1, running)]));
  await settle();
  press(session, 'x');
  store.put(sampleRun(2, running));
  store.announce();
  await settle(300);
  press(session, 'y');
  await settle(300);
  expect((await store.getRun('run_0001'))?.cancelRequestedAt).toBeDefined();
  expect((await store.getRun('run_0002'))?.cancelRequestedAt).toBeUndefined();
});

test('a cancel says before what its engine leaves going on, of runs in the statuses that are meant', async () => {
  const sleeping = { status: 'sleeping', finishedAt: undefined } as const;
  const store = createMemoryStore([sampleRun(1, running), sampleRun(2, sleeping)]);
  const cancelNotes = {
    running: 'a function that is running goes on',
    sleeping: 'a job that sleeps is removed',
  };
  const { session } = openSession(Object.assign(store, { can: { ...store.can, cancelNotes } }));
  await settle();
  const notes = () => noteLines(questionOf(session), { width: 80, height: 20 });
  press(session, 'j', 'x');
  expect(notes()).toEqual(['A function that is running goes on.']);
  press(session, 'n', 'M');
  await settle();
  press(session, 'x');
  await settle();
  expect(notes()).toEqual(['A job that sleeps is removed.', 'A function that is running goes on.']);
});

test('a repetition says before where its engine begins it, of one run and of many', async () => {
  const failed = [1, 2].map(n => sampleRun(n, { status: 'failed' }));
  const store = createMemoryStore(failed);
  const can = { ...store.can, restart: true, restartNote: 'begins at the node that failed' } as const;
  const { session } = openSession(Object.assign(store, { can }));
  await settle();
  const notes = () => noteLines(questionOf(session), { width: 80, height: 20 });
  press(session, 'a');
  await settle();
  expect(notes()).toContain('It begins at the node that failed.');
  press(session, 'n', 'M');
  await settle();
  press(session, 'a');
  await settle(500);
  expect(notes()).toContain('Each begins at the node that failed.');
});

test('a cancel of runs whose process is gone says that nothing is left to stop', async () => {
  const lost = { status: 'failed', isLost: true } as const;
  const runs = [sampleRun(3, running), sampleRun(2, lost), sampleRun(1, lost)];
  const { session } = openSession(createMemoryStore(runs));
  await settle();
  const notes = () => noteLines(questionOf(session), { width: 120, height: 20 });
  press(session, 'x');
  expect(notes()).toEqual([]);
  press(session, 'n', 'j', 'x');
  expect(notes()).toEqual(['Its process is gone: nothing is left to stop, and it only becomes Canceled.']);
  press(session, 'n', 'space', 'k', 'k', 'space', 'x');
  expect(notes()).toEqual(['The process of 1 of 2 is gone: nothing is left to stop there.']);
});
