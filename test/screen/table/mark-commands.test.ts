import { describe, expect, test } from 'vitest';
import type { RunSummary } from '../../../src/model/run.ts';
import { actQuestion } from '../../../src/screen/acts/ask-to-act.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { running } from '../acts/acts.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun, sampleRuns } from '../memory-store.ts';
import { openSession, press, settleWork as settle, typeKeys } from '../open-session.ts';

installFakeClock();

const marked = (session: Session) => [...session.getState().list.marks.keys()];
const noticeOf = (session: Session) => session.getState().notice?.text;

async function open(runs: readonly RunSummary[]) {
  const opened = openSession(createMemoryStore(runs));
  await settle();
  return opened;
}

describe('a range of marks', () => {
  test('goes from the last mark to the cursor, downwards or upwards', async () => {
    const { session } = await open(sampleRuns(9));
    press(session, 'space', 'j', 'j', 'V');
    expect(marked(session)).toEqual(['run_0009', 'run_0008', 'run_0007', 'run_0006']);
    press(session, 'G', 'space', 'k', 'k', 'V');
    expect(marked(session).slice(4)).toEqual(['run_0001', 'run_0003', 'run_0002']);
  });

  test('takes marks away where the last one was taken away', async () => {
    const { session } = await open(sampleRuns(6));
    press(session, 'M');
    await settle();
    press(session, 'j', 'space', 'j', 'V');
    expect(marked(session)).toEqual(['run_0006', 'run_0002', 'run_0001']);
  });

  test('says how it begins when nothing is marked', async () => {
    const { session } = await open(sampleRuns(3));
    press(session, 'V');
    expect(noticeOf(session)).toBe('space marks a run first, then V those up to another');
    expect(marked(session)).toEqual([]);
  });

  test('reaches over runs that are not loaded, as from here to the end', async () => {
    const { session } = await open(sampleRuns(2_000));
    press(session, ...'jj', 'space', ...'GV');
    await settle(100);
    expect(marked(session)).toHaveLength(1_998);
    expect(session.getState().list.marks.has('run_1999')).toBe(false);
    expect(noticeOf(session)).toBe('marked 1,998');
  });
});

describe('mark all that match', () => {
  test('marks those that are not loaded, too, and no other', async () => {
    const { session } = await open(sampleRuns(3_000, index => (index % 3 === 0 ? running : {})));
    press(session, '4');
    await settle();
    press(session, 'M');
    await settle(100);
    expect(marked(session)).toHaveLength(1_000);
    expect(noticeOf(session)).toBe('marked 1,000');
  });

  test('and a key typed with it in one piece means all of them', async () => {
    const { session } = await open(sampleRuns(900, () => running));
    press(session, ...'Mx');
    await settle(100);
    expect(actQuestion.in(session.getState())?.found?.runs).toHaveLength(900);
  });

  test('stops at a limit and says so', async () => {
    const { session } = await open(sampleRuns(10_200));
    press(session, 'M');
    await settle(1_000);
    expect(marked(session)).toHaveLength(10_000);
    expect(session.getState().notice).toMatchObject({
      text: 'marked the first 10,000: no more are marked at once',
      tone: 'error',
    });
  });

  test('on a slow store shows how far it is, cancels nothing half-marked, and Esc stops it', async () => {
    const { session, store } = await open(sampleRuns(3_000, () => running));
    const { listRuns } = store;
    store.listRuns = async (query, options) => {
      await new Promise(resolve => setTimeout(resolve, 1_000));
      return listRuns(query, options);
    };
    press(session, 'M');
    await settle(2_500);
    expect(session.getState().tasks[0]?.text).toBe('reading the runs to mark: 1,000 so far');
    press(session, 'x');
    expect(session.getState().overlay.type).toBe('none');
    expect(noticeOf(session)).toBe('runs are being marked: Esc stops that');
    press(session, 'escape');
    await settle(5_000);
    expect(marked(session)).toEqual([]);
  });
});

test('while runs are marked, keys of the detail apply to the open run', async () => {
  const { session, store, copied } = await open(sampleRuns(3_000, () => running));
  const { listRuns } = store;
  store.listRuns = async (query, options) => {
    await new Promise(resolve => setTimeout(resolve, 1_000));
    return listRuns(query, options);
  };
  press(session, 'M');
  await settle(1_500);
  press(session, 'enter');
  await settle(100);
  press(session, 'y');
  await settle(100);
  expect(copied).toHaveLength(1);
  press(session, 'x');
  expect(session.getState().overlay.type).toBe('act-question');
});

describe('marks that are dropped', () => {
  test('are told when runs have ended before the cancel', async () => {
    const { session, store } = await open(sampleRuns(4, () => running));
    press(session, 'space', 'space', 'space');
    store.put(sampleRun(3));
    store.announce();
    await settle(300);
    press(session, 'x');
    expect(session.getState().overlay).toMatchObject({
      type: 'act-question',
      found: { runs: [{ id: 'run_0004' }, { id: 'run_0002' }] },
      source: { leftOut: 1 },
    });
  });

  test('are told when Esc clears them', async () => {
    const { session } = await open(sampleRuns(4));
    press(session, 'space', 'space', 'escape');
    expect([marked(session), noticeOf(session)]).toEqual([[], '2 marks cleared']);
  });

  test('are told when another target is opened', async () => {
    const { session } = await open(sampleRuns(4));
    press(session, 'space', 't');
    await settle();
    press(session, 'enter');
    await settle();
    expect([marked(session), noticeOf(session)]).toEqual([[], '1 mark cleared: the runs are in local']);
  });

  test('are none by another filter', async () => {
    const { session } = await open(sampleRuns(4, index => ({ actor: `user-${index}` })));
    press(session, 'space', '/');
    typeKeys(session, 'actor:user-1');
    press(session, 'enter');
    await settle();
    expect(marked(session)).toEqual(['run_0004']);
  });
});
