import { describe, expect, test } from 'vitest';
import { groupsPlace } from '../../../src/screen/groups/groups-place.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle } from '../open-session.ts';
import { failedRun, timeout } from './failed-runs.ts';

installFakeClock();

async function placeOf(runs: Parameters<typeof createMemoryStore>[0]) {
  const { session } = openSession(createMemoryStore(runs));
  await settle(300);
  press(session, '!');
  await settle(300);
  return groupsPlace(session.getState()).place;
}

describe('the place in the groups', () => {
  test('says of which runs the groups are', async () => {
    expect(await placeOf([failedRun(2, timeout), sampleRun(1)])).toBe('1–1 of 1 group · all 2 runs');
    expect(await placeOf([sampleRun(1)])).toBe('0 groups · the only run');
  });
});
