import { describe, expect, test } from 'vitest';
import { InspectorError } from '../../../src/model/errors.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { failed, outcomesOf, questionOf } from '../acts/acts.ts';
import { drawApp } from '../draw-app.tsx';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, type MemoryStore, sampleRun, sampleRuns } from '../memory-store.ts';
import { offering } from '../offering.ts';
import { openSession, press, settleWork as settle } from '../open-session.ts';
import { createStartingStore } from '../starting-store.ts';

installFakeClock();

const startingStore = (count: number) => createStartingStore(sampleRuns(count, () => failed));

async function openGroup(store: MemoryStore): Promise<Session> {
  const { session } = openSession(store);
  await settle();
  press(session, '!');
  await settle(500);
  press(session, 'a');
  await settle(200);
  return session;
}

describe('running a group of failures again', () => {
  test('starts all its runs with their input, once their number is typed', async () => {
    const store = startingStore(12);
    const session = await openGroup(store);
    expect(session.getState().overlay).toMatchObject({
      type: 'act-question',
      act: 'retry',
      source: { of: expect.stringContaining('no answer') },
    });
    press(session, ...'12', 'enter');
    await settle(300);
    expect(store.starts).toHaveLength(12);
    expect(store.starts[0]).toMatchObject({ retryOf: 'run_0012', input: { order: 1 }, by: 'ada' });
    expect(new Set(outcomesOf(session))).toEqual(new Set(['done']));
  });

  test('starts the last ones by a smaller number, and none by a larger one', async () => {
    const store = startingStore(12);
    const session = await openGroup(store);
    press(session, ...'13', 'enter');
    await settle();
    expect(session.getState().notice?.text).toBe('type 12 for all, or fewer for only the newest');
    press(session, 'backspace', 'backspace', '3', 'enter');
    await settle(300);
    expect(store.starts.map(({ retryOf }) => retryOf)).toEqual(['run_0012', 'run_0011', 'run_0010']);
  });

  test('counts those that were run again since, and leaves them out unless r takes them', async () => {
    const store = startingStore(12);
    for (let at = 1; at < 6; at += 1) store.put(sampleRun(100 + at, { retryOf: `run_000${at}` }));
    const session = await openGroup(store);
    expect([questionOf(session).found?.runs.length, questionOf(session).retried?.size]).toEqual([7, 5]);
    press(session, 'r');
    expect(questionOf(session).found?.runs.length).toBe(12);
    press(session, 'r', 'y');
    await settle(300);
    expect(store.starts.map(({ retryOf }) => retryOf).sort()).toEqual(
      ['06', '07', '08', '09', '10', '11', '12'].map(number => `run_00${number}`),
    );
  });

  test('leaves out the settled ones, says how many they are, and r takes them', async () => {
    const settled = { by: 'run_0100', at: 0, how: 'input' } as const;
    const store = createStartingStore(
      sampleRuns(12, at => ({ ...failed, ...(at < 4 ? { settled } : undefined) })),
    );
    store.put(sampleRun(100, { retryOf: 'run_0005' }));
    const session = await openGroup(store);
    expect(questionOf(session).found?.runs.length).toBe(8);
    const shown = drawApp(session.getState(), plainTheme).join('\n');
    expect(shown).toContain('1 of 12 was run again already, 3 more are settled by later runs');
    press(session, 'r');
    expect(questionOf(session).found?.runs.length).toBe(12);
    press(session, 'r', 'y');
    await settle(300);
    expect(store.starts).toHaveLength(8);
  });

  test('says that nothing is left of a group whose failures are all settled', async () => {
    const settled = { by: 'run_0100', at: 0, how: 'key' } as const;
    const session = await openGroup(createStartingStore(sampleRuns(2, () => ({ ...failed, settled }))));
    const shown = drawApp(session.getState(), plainTheme).join('\n');
    expect(shown).toMatch(
      /Nothing is left to run again.*all 2 are settled by later runs and were left out: r includes them/su,
    );
  });

  test('tries those again that got no answer, with the id that they were asked to have', async () => {
    const store = startingStore(14);
    const { startRun } = store;
    const lost: (string | undefined)[] = [];
    let calls = 0;
    store.startRun = async (request, options) => {
      calls += 1;
      const isLost = calls <= 14 && calls % 7 === 0;
      const result = await startRun(request, options);
      if (!isLost) return result;
      lost.push(request.id);
      throw new InspectorError('timeout', 'no answer in 30 s');
    };
    const session = await openGroup(store);
    press(session, ...'14', 'enter');
    await settle(300);
    expect(outcomesOf(session).filter(type => type === 'unknown')).toHaveLength(2);
    store.starts.length = 14;
    press(session, 'a');
    await settle(300);
    expect(
      store.starts
        .slice(14)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(lost.sort());
    expect(new Set(outcomesOf(session))).toEqual(new Set(['done']));
  });

  test('asks for no number while nobody offers the workflow, and then for what is true by then', async () => {
    const store = startingStore(12);
    store.workflows = offering('nightly-report');
    const session = await openGroup(store);
    press(session, '1');
    expect(session.getState().notice?.text).toBe(
      'no running program offers "signup-pipeline" now: you can say yes once one does',
    );
    store.workflows = offering('signup-pipeline');
    await settle(1_500);
    press(session, 'enter');
    expect(session.getState().notice?.text).toContain('type 12 for all');
    press(session, ...'12', 'enter');
    await settle(300);
    expect(store.starts).toHaveLength(12);
  });

  test('forgets the number that was typed once as many other runs can be started instead', async () => {
    const store = startingStore(24);
    for (let at = 1; at <= 12; at += 1) store.put(sampleRun(at, { ...failed, name: 'nightly-report' }));
    const { session } = openSession(store);
    await settle();
    press(session, 'M');
    await settle();
    press(session, 'a');
    await settle(200);
    const typed = () => [questionOf(session).found?.runs.length, questionOf(session).typed.text];
    press(session, ...'12');
    expect(typed()).toEqual([12, '12']);
    store.workflows = offering('nightly-report');
    await settle(1_500);
    expect(typed()).toEqual([12, '']);
  });

  test('gives its reason where the target starts no runs', async () => {
    const store = createMemoryStore([sampleRun(1, failed)]);
    const session = await openGroup(store);
    expect(session.getState().overlay.type).toBe('none');
    expect(session.getState().notice?.text).toContain('cannot start runs');
  });
});
