import { beforeAll, expect, it } from 'vitest';
import type { RunStore } from '../../src/contract/run-store.ts';
import { formatQuery } from '../../src/model/query/format.ts';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import { causeQuery } from '../../src/model/share/explanation-json.ts';
import { sharedLines } from '../../src/model/share/shared-text.ts';
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

/** What failed runs have that others do not, and since when they have failed, whoever compares them. */
export function describeExplanation(shared: () => OpenedStore): void {
  let store: RunStore;
  beforeAll(async () => {
    store = shared().store;
    await shared().under.record([...plantedEvents, ...outageEvents]);
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
