import { expect, test } from 'vitest';
import { hintsFor } from '../../../src/screen/dialogs/hints.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import { createReadOnlyStore } from '../../../src/stores/read-only-store.ts';
import { drawApp } from '../draw-app.tsx';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle } from '../open-session.ts';
import { engineVerbs } from '../verb-states.ts';

installFakeClock();

function openReadOnly() {
  const failed = { status: 'failed', errorSummary: { message: 'no answer' } } as const;
  const base = createMemoryStore([
    sampleRun(2, failed),
    sampleRun(1, { status: 'waiting', finishedAt: undefined }),
  ]);
  const cancels: string[] = [];
  const store = createReadOnlyStore({
    ...base,
    target: { ...base.target, isReadOnly: true },
    can: { ...base.can, start: true, restart: true, kill: true, verbs: engineVerbs },
    cancelRun: async id => {
      cancels.push(id);
      return { type: 'canceled' };
    },
  });
  return { ...openSession(store), cancels };
}

test.each(['x', 'X', 'a', 'A', 'D'])('on a target that was opened read-only, %s says so', async key => {
  const { session } = openReadOnly();
  await settle();
  press(session, key);
  await settle(500);
  expect(session.getState().overlay.type).toBe('none');
  expect(session.getState().notice?.text).toBe('./runs.db was opened read-only');
  expect(hintsFor(session.getState()).map(({ keys }) => keys)).not.toContain(key);
});

test('so does a on a group of failures', async () => {
  const { session } = openReadOnly();
  await settle();
  press(session, '!');
  await settle(1_000);
  press(session, 'a');
  await settle(500);
  expect(session.getState().overlay.type).toBe('none');
  expect(session.getState().notice?.text).toContain('./runs.db was opened read-only');
});

test.each(['x', 'a', 'D'])('on a run of the only read-only target of several, %s says so', async key => {
  const run = sampleRun(2, { status: 'waiting', finishedAt: undefined, target: 'shop' });
  const base = createMemoryStore([run]);
  const can = { ...base.can, start: true, verbs: engineVerbs };
  const shop = { ...base.target, name: 'shop', location: './shop.db', isReadOnly: true } as const;
  const other = { ...base.target, name: 'other', location: './other.db' };
  const nothing = { ...can, cancel: false, start: false, verbs: [] };
  const { session } = openSession({
    ...base,
    target: { ...base.target, members: [shop, other] },
    can: {
      ...can,
      members: new Map([
        ['shop', nothing],
        ['other', can],
      ]),
    },
  });
  await settle();
  press(session, key);
  await settle(500);
  expect(session.getState().notice?.text).toBe('./shop.db was opened read-only');
});

test('the header shows it', async () => {
  const { session } = openReadOnly();
  await settle();
  expect(drawApp(session.getState(), plainTheme)[0]).toMatch(/read-only · live ●/);
});
