import { describe, expect, test } from 'vitest';
import { InspectorError } from '../../../src/model/errors.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import { actQuestion } from '../../../src/screen/acts/ask-to-act.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { statusLines } from '../../../src/screen/shell/status-lines.ts';
import { cursorRun } from '../../../src/screen/table/reduce-list.ts';
import { installFakeClock } from '../fake-clock.ts';
import { sampleRun, sampleRuns } from '../memory-store.ts';
import { openSession, press, settle } from '../open-session.ts';
import { createSlowStore, farTarget, type SlowStore } from '../slow-store.ts';

const localTarget = { ...farTarget, kind: 'sqlite', isRemote: undefined } as const;
const stores = [
  ['of this machine', localTarget],
  ['far away', farTarget],
] as const;
const wide = { columns: 200, rows: 50 };

installFakeClock();

/** A store that answered at once until its rows were there, and answers after `latencyMs` from then on. */
async function openThenSlow(
  runs: readonly RunSummary[],
  latencyMs: number,
  { target = localTarget, size }: { target?: SlowStore['store']['target']; size?: typeof wide } = {},
) {
  const slow = createSlowStore(runs, 0, target);
  const { session, copied } = openSession(slow.store, size);
  await settle(100);
  slow.latencyMs = latencyMs;
  return { session, slow, copied };
}

const markedId = (session: Session) => cursorRun(session.getState().list)?.id;
const openId = (session: Session) => {
  const { screen, detail } = session.getState();
  return screen === 'detail' ? detail?.summary.id : undefined;
};

describe('a key pressed before a new order has loaded', () => {
  const runs = Array.from({ length: 9 }, (_, at) =>
    sampleRun(at + 1, { finishedAt: sampleRun(at + 1).createdAt + (at === 2 ? 90_000 : 1_000) }),
  );
  test.each(stores)('opens the run that the table then marks: a store %s', async (_, target) => {
    const { session } = await openThenSlow(runs, 800, { target, size: wide });
    press(session, 's', '2');
    await settle(500);
    press(session, 'enter');
    expect(openId(session)).toBeUndefined();
    await settle(3_000);
    expect([openId(session), markedId(session)]).toEqual(['run_0003', 'run_0003']);
  });

  test('says what it waits for, and Esc takes it back', async () => {
    const { session } = await openThenSlow(runs, 2_000);
    press(session, 's', '2', 'enter');
    await settle(500);
    expect(statusLines(session.getState())).toEqual(['reading the runs… · then open · Esc stops']);
    press(session, 'escape');
    await settle(5_000);
    expect([openId(session), markedId(session)]).toEqual([undefined, 'run_0003']);
  });

  test('copies, marks, compares and cancels that run, not the one before', async () => {
    const going = runs.map(run => ({ ...run, status: 'running', finishedAt: undefined }) as const);
    for (const key of ['y', 'space', 'd', 'x']) {
      const { session, copied } = await openThenSlow(going, 800);
      press(session, 's', '2');
      await settle(500);
      press(session, key);
      await settle(3_000);
      const { list, compare } = session.getState();
      const canceled = actQuestion.in(session.getState())?.all?.runs.map(({ id }) => id);
      expect([...copied, ...list.marks.keys(), compare?.a.id, ...(canceled ?? [])]).toContain('run_0001');
      expect([...copied, ...list.marks.keys(), compare?.a.id, ...(canceled ?? [])]).not.toContain('run_0009');
    }
  });

  test('opens nothing of another filter than the one that was asked for', async () => {
    const some = runs.map((run, at) => ({ ...run, name: at === 4 ? 'invoice-sync' : run.name }));
    const { session } = await openThenSlow(some, 800);
    press(session, '/', ...'workflow:invoice-sync', 'enter', 'enter');
    await settle(3_000);
    expect(openId(session)).toBe('run_0005');
  });

  test('moves in the new rows', async () => {
    const { session } = await openThenSlow(runs, 200);
    press(session, 's', '2', 'j', 'j', 'enter');
    await settle(3_000);
    expect([openId(session), markedId(session)]).toEqual(['run_0008', 'run_0008']);
  });

  test('opens the marked run where the store cannot be reached, which stays marked once it can', async () => {
    const { session, slow } = await openThenSlow(runs, 0);
    slow.inner.failWith = new InspectorError('unreachable', 'no answer');
    press(session, 'j', 's', '2');
    await settle(100);
    press(session, 'enter');
    expect([openId(session), markedId(session)]).toEqual(['run_0008', 'run_0008']);
    slow.inner.failWith = undefined;
    await settle(2_000);
    const { list } = session.getState();
    expect([list.rows[0]?.id, openId(session), markedId(session)]).toEqual([
      'run_0003',
      'run_0008',
      'run_0008',
    ]);
  });
});

describe('a key pressed while e looks for a failed run', () => {
  const failedAt = (...failed: readonly number[]) =>
    Array.from({ length: 900 }, (_, at) =>
      sampleRun(at + 1, failed.includes(at + 1) ? { status: 'failed' } : {}),
    );
  test.each(stores)('opens that one, not the first row: a store %s', async (_, target) => {
    const { session } = await openThenSlow(failedAt(200), 1_500, { target });
    press(session, 'e');
    await settle(750);
    press(session, 'enter');
    expect(openId(session)).toBeUndefined();
    expect(statusLines(session.getState())).toEqual(['looking for a failed run… · then open · Esc stops']);
    await settle(9_000);
    expect([openId(session), markedId(session)]).toEqual(['run_0200', 'run_0200']);
  });

  test.each(stores)(
    'opens that one where both keys were typed before there were rows: %s',
    async (_, target) => {
      for (const failed of [895, 200]) {
        const { session } = openSession(createSlowStore(failedAt(failed), 1_500, target).store);
        press(session, 'e');
        await settle(750);
        press(session, 'enter');
        await settle(12_000);
        expect(openId(session)).toBe(`run_0${failed}`);
      }
    },
  );

  test('opens that one of another filter that is being read', async () => {
    const { session } = await openThenSlow(failedAt(200, 890), 800);
    press(session, '/', ...'until:2026-11-24T15:25', 'enter', 'e');
    await settle(500);
    press(session, 'enter');
    await settle(9_000);
    expect(openId(session)).toBe('run_0200');
  });

  test('does to that one what the last of several keys says', async () => {
    const { session, copied } = await openThenSlow(failedAt(200), 1_500);
    press(session, 'e');
    await settle(750);
    press(session, 'space', 'y');
    await settle(9_000);
    expect(copied).toEqual(['run_0200']);
    expect(session.getState().list.marks.size).toBe(0);
  });

  test('opens nothing where there is none, also typed in one piece', async () => {
    for (const restMs of [0, 750]) {
      const { session } = await openThenSlow(failedAt(), restMs === 0 ? 10 : 1_500);
      press(session, 'e');
      await settle(restMs);
      press(session, 'enter');
      await settle(20_000);
      expect([openId(session), markedId(session)]).toEqual([undefined, 'run_0900']);
    }
  });

  test('opens nothing where the store fails meanwhile', async () => {
    const { session, slow } = await openThenSlow(failedAt(200), 1_500);
    press(session, 'e');
    await settle(500);
    press(session, 'enter');
    slow.inner.failWith = new InspectorError('unreachable', 'no answer');
    await settle(3_000);
    expect([openId(session), markedId(session)]).toEqual([undefined, 'run_0900']);
  });

  test('opens nothing once Esc or a key that moves has followed', async () => {
    for (const key of ['escape', 'j']) {
      const { session } = await openThenSlow(failedAt(200), 1_500);
      press(session, 'e');
      await settle(750);
      press(session, 'enter', key);
      await settle(9_000);
      expect([openId(session), markedId(session)]).toEqual([
        undefined,
        key === 'j' ? 'run_0899' : 'run_0900',
      ]);
    }
  });

  test('in the detail acts on that one, too', async () => {
    const { session, slow } = await openThenSlow(failedAt(200), 0);
    press(session, 'enter');
    await settle(500);
    expect(openId(session)).toBe('run_0900');
    slow.latencyMs = 1_500;
    press(session, 'e');
    await settle(750);
    press(session, 'd');
    await settle(9_000);
    expect(session.getState().compare?.a.id).toBe('run_0200');
  });
});

test('↵ pressed while G reads the last runs opens the last one', async () => {
  const runs = sampleRuns(900);
  const { session } = await openThenSlow(runs, 1_500);
  press(session, 'G');
  await settle(750);
  press(session, 'enter');
  await settle(5_000);
  expect([openId(session), markedId(session)]).toEqual(['run_0001', 'run_0001']);
});
