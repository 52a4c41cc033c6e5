import { setImmediate } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { RunComparison } from '../../../src/model/compare/run-comparison.ts';
import type { ComparedRuns } from '../../../src/operations/compare-runs.ts';
import { compareRows } from '../../../src/screen/compare/compare-rows.ts';
import { prepareFrame } from '../../../src/screen/compare/read-comparison.ts';
import { compareSize } from '../../../src/screen/compare/reduce-compare.ts';
import { hasSecrets } from '../../../src/screen/compare/value-detail.ts';
import { compare, finish, runOf } from '../../model/compare/compared-runs.ts';
import { installFakeClock } from '../fake-clock.ts';
import { openSession, press, settle } from '../open-session.ts';
import { createShopStore } from './compared-store.ts';

installFakeClock();

async function openOnShop() {
  const store = createShopStore();
  const { session } = openSession(store);
  await settle(500);
  return { store, session };
}

/** Notes what is read of a comparison. */
function watch(comparison: RunComparison): { watched: ComparedRuns; read: PropertyKey[] } {
  const read: PropertyKey[] = [];
  const whole = { ...comparison, spansLeftOut: 0 };
  const watched = new Proxy(whole, {
    get: (target, key) => {
      read.push(key);
      return Reflect.get(target, key);
    },
  });
  return { watched, read };
}

test.each([
  ['with a secret', 'password', true],
  ['without one', 'city', false],
])(
  'the first frame of a comparison %s finds its rows made, and whether there are secrets',
  async (_, key, isSecret) => {
    const { session } = await openOnShop();
    press(session, 'd');
    const state = session.getState();
    const [a, b] = ['hunter2', 'swordfish'].map(value => runOf({ input: { [key]: value, qty: 1 } }));
    const { watched, read } = watch(compare(a ?? runOf(), b ?? runOf()));
    finish(prepareFrame(state, watched));
    read.length = 0;
    const { width } = compareSize(state);
    if (!state.compare) throw new Error('no runs are compared');
    expect(compareRows({ ...state.compare, comparison: watched }, width).length).toBeGreaterThan(3);
    expect(hasSecrets(watched)).toBe(isSecret);
    expect(read).toEqual([]);
  },
);

test('nothing is read for a comparison until its screen is shown and keys had their turn', async () => {
  const { store, session } = await openOnShop();
  const getRun = vi.spyOn(store, 'getRun');
  press(session, 'd');
  for (let turn = 0; turn < 10; turn += 1) await setImmediate();
  expect(session.getState().screen).toBe('compare');
  expect(getRun).not.toHaveBeenCalled();
  await settle(20);
  for (let turn = 0; turn < 10; turn += 1) await setImmediate();
  expect(getRun).toHaveBeenCalled();
});
