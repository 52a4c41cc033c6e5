import { describe, expect, test } from 'vitest';
import { groupsPlace, shareTitles } from '../../../src/screen/groups/groups-place.ts';
import { allRuns, failedRuns } from '../../../src/screen/table/list-state.ts';
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

describe('the title of the shares says of what they are, and since when', () => {
  test.each([
    ['', "OF ALL THE WORKFLOW'S RUNS"],
    ['status:failed', "OF ALL THE WORKFLOW'S RUNS"],
    ['error:timeout workflow:signup', "OF ALL THE WORKFLOW'S RUNS"],
    ['since:24h', "OF THE WORKFLOW'S RUNS SINCE 24H"],
    ['actor:ada', "OF THE WORKFLOW'S RUNS THAT MATCH"],
    ['actor:ada since:24h until:1h', "OF THE WORKFLOW'S RUNS SINCE 24H UNTIL 1H THAT MATCH"],
  ])('of %j: %s', (filterText, title) => {
    expect(shareTitles({ view: allRuns, filterText })[0]).toBe(title);
    expect(shareTitles({ view: failedRuns, filterText })[0]).toBe(title);
  });

  test('in fewer words where there is less room', () => {
    expect(shareTitles({ view: allRuns, filterText: 'since:24h' }).slice(1)).toEqual([
      'OF RUNS SINCE 24H',
      'OF RUNS',
    ]);
  });
});
