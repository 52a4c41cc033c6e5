import { beforeAll, expect, it } from 'vitest';
import type { RunStore } from '../../src/contract/run-store.ts';
import { formatQuery } from '../../src/model/query/format.ts';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import { causeQuery } from '../../src/model/share/explanation-json.ts';
import { comparedText, sharedLines } from '../../src/model/share/shared-text.ts';
import { sinceText } from '../../src/model/share/since-text.ts';
import { explainFailures } from '../../src/operations/failures/failure-explanation.ts';
import { runCreated, sampleNow } from './sample-events.ts';
import type { OpenedStore } from './store-contract.ts';

const count = 240;
const firstBad = 200;
const error = { name: 'CardError', message: 'the card was declined', value: '{}', stepName: 'charge' };

/** From one run on, those of one plan fail; two others failed for another reason. */
export const plantedEvents = Array.from({ length: count }, (_, at) => {
  const isDeclined = at >= firstBad && at % 2 === 0;
  const isOdd = at === 30 || at === 210 + 1;
  return runCreated(`order_${at}`, {
    name: 'order-checkout',
    createdAt: sampleNow - (count - at) * 60_000,
    status: isDeclined || isOdd ? 'failed' : 'success',
    input: JSON.stringify({ plan: at % 2 === 0 && at >= firstBad ? 'scale' : 'team', n: at }),
    actor: at % 3 === 0 ? 'ada' : 'grace',
    ...(isDeclined ? { error } : isOdd ? { error: { ...error, message: 'no such order' } } : {}),
  });
});

/** An outage of seconds that is over: of 50 runs, five failed before the last ten. */
export const outageEvents = Array.from({ length: 50 }, (_, at) =>
  runCreated(`sync_${at}`, {
    name: 'sync',
    createdAt: sampleNow - (50 - at) * 1_000,
    status: at >= 35 && at < 40 ? 'failed' : 'success',
  }),
);

const hour = 3_600_000;
const loadsBefore = 150;

/** After hours without runs, those of one plan fail, and no other run ends then. */
export const burstEvents = Array.from({ length: loadsBefore + 8 }, (_, at) => {
  const isFailed = at >= loadsBefore;
  return runCreated(`load_${at}`, {
    name: 'load',
    createdAt: isFailed ? sampleNow - (loadsBefore + 8 - at) * 1_000 : sampleNow - 9 * hour + at * 60_000,
    status: isFailed ? 'failed' : 'success',
    input: JSON.stringify({ plan: isFailed || at % 5 === 0 ? 'scale' : 'team' }),
  });
});

/** What failed runs have that others do not, and since when they have failed, whoever compares them. */
export function describeExplanation(shared: () => OpenedStore): void {
  let store: RunStore;
  beforeAll(async () => {
    store = shared().store;
    await shared().under.record([...plantedEvents, ...outageEvents, ...burstEvents]);
  });
  const explain = (filter: string, signal?: AbortSignal) =>
    explainFailures(store, parseQuery(filter), { now: sampleNow, signal });

  it('names the value that failed runs share, in counts, with the filter that finds it', async () => {
    const found = await explain('error:declined');
    expect(found && sharedLines(found.shared, found.there)).toEqual([
      '20 of 20 failed have input.plan=scale, 0 of 19 others',
    ]);
    const [cause] = found?.shared.causes ?? [];
    const query = cause && causeQuery(cause.sets);
    expect(query && formatQuery(query)).toBe('input.plan:scale');
    expect(found?.shared.leftOut).toEqual([]);
  });

  it('says since when they have failed, with the last good and the first bad run', async () => {
    const found = await explain('error:declined');
    expect(found).toMatchObject({
      isWhole: true,
      since: {
        type: 'changed',
        before: { failed: 0, runs: 200 },
        after: { failed: 20, runs: 40 },
        later: { runs: 1, succeeded: 1, isMore: false, lastBadAt: sampleNow - 2 * 60_000, isOver: false },
        lastGood: { id: 'order_199', at: sampleNow - 41 * 60_000, end: 'success' },
        firstBad: { id: 'order_200', at: sampleNow - 40 * 60_000, end: 'failed' },
      },
    });
  });

  it('says that failing is over where later runs of the workflow succeed', async () => {
    const found = await explain('workflow:sync');
    expect(found?.since).toMatchObject({
      type: 'changed',
      before: { failed: 0, runs: 35 },
      after: { failed: 5, runs: 5 },
      later: { runs: 10, succeeded: 10, isMore: false, lastBadAt: sampleNow - 11_000, isOver: true },
    });
    expect(found?.since && sinceText(found.since, sampleNow, true)).toMatch(
      /^100% failed from [\d:]+ to [\d:]+ \(5 of 5 runs\), none of the 35 runs before; all 10 runs after that succeeded$/u,
    );
  });

  it('says of one cause of several that runs failed like this, where others failed in another way', async () => {
    const found = await explain('error:declined');
    expect(found?.since && sinceText(found.since, sampleNow, true)).toMatch(
      /^50% failed like this since [\d:]+ \(20 of 40 runs to now\), none of the 200 runs before; /u,
    );
  });

  it('compares a burst after quiet hours with the nearest runs before, and says how far back', async () => {
    const found = await explain('workflow:load');
    expect(found && sharedLines(found.shared, found.there)).toEqual([
      '8 of 8 failed have input.plan=scale, 20 of 100 others',
    ]);
    expect(found && comparedText(found.shared, found.there)).toMatch(
      /^8 failed, 100 others in the 8h 10m up to the last failure, \d+ values compared$/u,
    );
    expect(found?.since).toMatchObject({ type: 'changed', before: { failed: 0, runs: loadsBefore } });
    const plain = { ...store, explainFailures: undefined };
    const read = await explainFailures(plain, parseQuery('workflow:load'), { now: sampleNow });
    expect([read?.there, read?.since]).toEqual([found?.there, found?.since]);
    expect(read && found && [read.shared.others, read.shared.candidates]).toEqual([
      found?.shared.others,
      found?.shared.candidates,
    ]);
  });

  it('compares with what the other clauses leave, and reckons times from now', async () => {
    const found = await explain('error:declined actor:ada since:30m');
    expect([found?.there.failed, found?.isWhole]).toEqual([5, false]);
    expect(await explain('error:declined since:1s')).toBeUndefined();
    expect(await explain('actor:nobody')).toBeUndefined();
  });

  it('stops comparing when that is aborted', async () => {
    const reason = new Error('not interested any more');
    await expect(explain('', AbortSignal.abort(reason))).rejects.toBe(reason);
    const ending = new AbortController();
    const asked = explain('', ending.signal);
    ending.abort(reason);
    await expect(asked).rejects.toBe(reason);
  });
}
