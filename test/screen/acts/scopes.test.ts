import { expect, test } from 'vitest';
import type { ServerAbout } from '../../../src/contract/target-info.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { hintsFor } from '../../../src/screen/dialogs/hints.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle } from '../open-session.ts';

installFakeClock();

const running = sampleRun(1, { status: 'running', finishedAt: undefined });

function openWith(about: () => Promise<ServerAbout>) {
  return openSession({ ...createMemoryStore([running]), about });
}

const can = { start: true, startHook: false };

test.each([
  ['x', 'cancel'],
  ['a', 'start'],
  ['A', 'start'],
])(
  'with a token that may only read, %s names the scope that it takes and asks nothing',
  async (key, scope) => {
    const { session } = openWith(async () => ({ version: '1', scopes: ['read'], can }));
    await settle();
    expect(hintsFor(session.getState()).map(({ label }) => label)).not.toContain('cancel');
    press(session, key);
    expect(session.getState().overlay.type).toBe('none');
    expect(session.getState().notice?.text).toBe(
      `the token does not allow this: it needs the scope "${scope}": ask for one with a wider scope`,
    );
  },
);

test('with a token that may cancel, x asks first', async () => {
  const { session } = openWith(async () => ({ version: '1', scopes: ['read', 'cancel'], can }));
  await settle();
  press(session, 'x');
  expect(session.getState().overlay.type).toBe('act-question');
});

test('the scopes of a token are requested again until the server has answered', async () => {
  let isAway = true;
  const { session, store } = openWith(async () => {
    if (isAway) throw new InspectorError('unreachable', 'away');
    return { version: '1', scopes: ['read'], can };
  });
  await settle();
  expect(session.getState().store.about).toBeUndefined();
  isAway = false;
  store.announce();
  await settle(1000);
  expect(session.getState().store.about?.scopes).toEqual(['read']);
});
