import { expect, test } from 'vitest';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { drawApp } from '../draw-app.tsx';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle, typeKeys } from '../open-session.ts';

installFakeClock();

const durationsIn = (session: Session) =>
  drawApp(session.getState(), plainTheme)
    .filter(line => line.includes('◐'))
    .flatMap(line => line.match(/\b\d+(?:\.\d)?m?s\b(?! ago)/gu) ?? []);

test('a run that ended while updates are paused does not seem to go on, in its row or its header', async () => {
  const startedAt = Date.now() - 5_000;
  const sleeping = { status: 'sleeping', createdAt: startedAt, startedAt, finishedAt: undefined } as const;
  const { session, store } = openSession(createMemoryStore([sampleRun(1, sleeping)]));
  await settle();
  for (const keys of [[], ['enter']] as const) {
    press(session, ...keys, 'p');
    await settle();
    const before = durationsIn(session);
    expect(before.length).toBeGreaterThan(0);
    store.put(sampleRun(1, { ...sleeping, status: 'success', finishedAt: startedAt + 9_000 }));
    await settle(45_000);
    press(session, ...(keys.length > 0 ? ['3'] : []));
    await settle(2_000);
    expect(durationsIn(session)).toEqual(before);
    expect(drawApp(session.getState(), plainTheme)[0]).toMatch(/paused 4\ds ‖/u);
    store.put(sampleRun(1, sleeping));
    press(session, 'p');
    await settle(2_000);
    expect(durationsIn(session)).not.toEqual(before);
  }
});

test('runs that are read while updates are paused are not said to begin later', async () => {
  const { session, store } = openSession(createMemoryStore([sampleRun(1)]));
  await settle();
  press(session, 'p');
  await settle(45_000);
  store.put(sampleRun(2, { createdAt: Date.now() - 10_000, startedAt: Date.now() - 10_000 }));
  press(session, 'R');
  await settle(2_000);
  expect(session.getState().list.rows).toHaveLength(2);
  expect(session.getState().store.pausedAt).toBeDefined();
  expect(drawApp(session.getState(), plainTheme).join('\n')).toMatch(/ 1[01]s ago/u);
});

test('a run that is opened while updates are paused is shown as of its reading', async () => {
  const startedAt = Date.now() - 5_000;
  const running = { status: 'running', createdAt: startedAt, startedAt, finishedAt: undefined } as const;
  const { session, store } = openSession(createMemoryStore([sampleRun(1, running)]));
  await settle();
  press(session, 'p');
  await settle(45_000);
  const step = { id: 's1', name: 'charge', type: 'action', status: 'running', attempt: 1 } as const;
  const whole = { ...sampleRun(1, running), steps: [{ ...step, startedAt: Date.now() - 20_000 }] };
  store.put(whole);
  press(session, 'enter');
  await settle(10_000);
  const lines = drawApp(session.getState(), plainTheme);
  expect(lines[1]).toMatch(/ 5[01]s ago · 5[01]\.0s/u);
  expect(lines.join('\n')).toMatch(/running charge, for 2[01]\.0s/u);
  press(session, '/');
  typeKeys(session, 'for 2');
  await settle();
  expect(session.getState().detail?.search?.matches).toHaveLength(1);
});

test('a compared run that ended while updates are paused does not seem to go on', async () => {
  const startedAt = Date.now() - 5_000;
  const running = { status: 'running', createdAt: startedAt, startedAt, finishedAt: undefined } as const;
  const runs = [sampleRun(1, { status: 'success' }), sampleRun(2, running)];
  const { session, store } = openSession(createMemoryStore(runs));
  await settle();
  press(session, 'd', 'p');
  await settle(2_000);
  const lineOfA = () => drawApp(session.getState(), plainTheme).find(line => line.startsWith(' a '));
  const before = lineOfA();
  expect(before).toMatch(/● Running .* \d+\.0s/u);
  store.put(sampleRun(2, { ...running, status: 'success', finishedAt: startedAt + 9_000 }));
  await settle(45_000);
  expect(lineOfA()).toBe(before);
});
