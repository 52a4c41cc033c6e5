import { setImmediate } from 'node:timers/promises';
import v8 from 'node:v8';
import { afterEach, expect, test, vi } from 'vitest';
import { limitHeapGrowth } from '../../../src/cli/inspect/run-screen.ts';
import { createShopStore, failedShopRun } from '../../screen/compare/compared-store.ts';
import { installFakeClock } from '../../screen/fake-clock.ts';
import { openSession, press, settle } from '../../screen/open-session.ts';

installFakeClock();
afterEach(() => vi.restoreAllMocks());

/** The last values that V8 was given, by flag; it is not given them here. */
function keepFlags(): ReadonlyMap<string, string> {
  const flags = new Map<string, string>();
  vi.spyOn(v8, 'setFlagsFromString').mockImplementation(text => {
    const [flag = '', value = ''] = text.slice('--'.length).split('=');
    flags.set(flag, value);
  });
  return flags;
}

function exitListener(): () => void {
  const [listener] = process.rawListeners('exit');
  if (!listener) throw new Error('nothing listens for the end');
  return () => Reflect.apply(listener, process, [0]);
}

test('collects garbage sooner, but not while two runs are compared, and leaves the flags as they were', async () => {
  const flags = keepFlags();
  const { session } = openSession(createShopStore());
  await settle(500);
  limitHeapGrowth(session);
  const end = exitListener();
  expect(Object.fromEntries(flags)).toEqual({
    'semi-space-growth-factor': '1',
    'heap-growing-percent': '25',
  });

  press(session, 'd');
  expect(flags.get('heap-growing-percent')).toBe('0');
  while (!session.getState().compare?.comparison) {
    await settle(20);
    await setImmediate();
  }
  expect(flags.get('heap-growing-percent')).toBe('25');

  end();
  expect(Object.fromEntries(flags)).toEqual({ 'semi-space-growth-factor': '2', 'heap-growing-percent': '0' });
});

test('collects garbage sooner again where two runs cannot be compared', async () => {
  const flags = keepFlags();
  const { session } = openSession(createShopStore([failedShopRun(1)]));
  await settle(500);
  limitHeapGrowth(session);
  const end = exitListener();
  press(session, 'd');
  expect(flags.get('heap-growing-percent')).toBe('0');
  while (!session.getState().compare?.error) {
    await settle(20);
    await setImmediate();
  }
  expect(flags.get('heap-growing-percent')).toBe('25');
  end();
});
