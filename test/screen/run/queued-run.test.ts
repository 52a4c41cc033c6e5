import { expect, test, vi } from 'vitest';
import { actQuestion } from '../../../src/screen/acts/ask-to-act.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import { drawApp } from '../draw-app.tsx';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { offering } from '../offering.ts';
import { openSession, press, settle } from '../open-session.ts';

installFakeClock();

const started = { type: 'cli', label: 'CLI', raw: '' } as const;
const waiting = { status: 'queued', startedAt: undefined, finishedAt: undefined } as const;
const queued = sampleRun(3, { ...waiting, trigger: started });

test('a queued run says that nobody offers its workflow until a program comes', async () => {
  const store = createMemoryStore([queued, sampleRun(2)]);
  Object.assign(store, { can: { ...store.can, start: true }, workflows: offering('nightly-report') });
  const { session } = openSession(store);
  await settle();
  press(session, 'enter');
  await settle();
  const shown = () => drawApp(session.getState(), plainTheme).join('\n');
  expect(shown()).toContain('still queued: no running program offers "signup-pipeline" now');
  store.workflows = offering('signup-pipeline');
  await settle(1_500);
  expect(shown()).not.toContain('still queued');
  expect(shown()).toContain('queued for');
});

test('a queued run of several targets waits for a program of its own target', async () => {
  const store = createMemoryStore([{ ...queued, target: 'idle' }]);
  const can = { ...store.can, start: true };
  const starts = (...offered: readonly string[]) => ({ target: store.target, can, offered });
  const members = new Map([
    ['shop', starts('signup-pipeline')],
    ['idle', starts()],
  ]);
  Object.assign(store, { can, workflows: offering('signup-pipeline'), memberStarts: async () => members });
  const { session } = openSession(store);
  await settle();
  press(session, 'enter');
  await settle();
  const shown = () => drawApp(session.getState(), plainTheme).join('\n');
  expect(shown()).toContain('still queued: no running program offers "signup-pipeline" now');
  members.set('idle', starts('signup-pipeline'));
  await settle(1_500);
  expect(shown()).not.toContain('still queued');
});

test('of a run that its program has queued by itself, nothing is said of programs that offer it', async () => {
  const webhook = { type: 'webhook', label: 'Webhook', raw: '' } as const;
  const store = createMemoryStore([sampleRun(3, { ...waiting, trigger: webhook })]);
  Object.assign(store, { can: { ...store.can, start: true }, workflows: offering() });
  const { session } = openSession(store);
  await settle();
  press(session, 'enter');
  await settle();
  expect(drawApp(session.getState(), plainTheme).join('\n')).not.toContain('still queued');
});

test('a store that starts nothing is not asked what is offered', async () => {
  const store = createMemoryStore([queued]);
  const asked = vi.spyOn(store, 'workflows');
  const { session } = openSession(store);
  await settle();
  press(session, 'enter');
  await settle(1_500);
  expect(asked).not.toHaveBeenCalled();
});

test('a question before a cancel asks about all runs, also those that nobody offers', async () => {
  const store = createMemoryStore([queued, sampleRun(2, { status: 'running', finishedAt: undefined })]);
  Object.assign(store, { can: { ...store.can, start: true }, workflows: offering('signup-pipeline') });
  const { session } = openSession(store, { columns: 200, rows: 50 });
  await settle();
  press(session, 'enter');
  await settle();
  press(session, 'escape', 'X');
  await settle();
  store.workflows = offering('nightly-report');
  await settle(1_500);
  const found = actQuestion.in(session.getState())?.found?.runs.map(({ id }) => id);
  expect(found).toEqual(['run_0003', 'run_0002']);
  press(session, 'n');
  expect(drawApp(session.getState(), plainTheme).join('\n')).toContain('still queued');
});
