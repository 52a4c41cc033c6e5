import { expect, it, onTestFinished } from 'vitest';
import { openRestateStore } from '../../../src/engines/restate/open-restate-store.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { checkStatuses } from '../../../src/operations/check-statuses.ts';
import { explainEmptyList } from '../../../src/operations/explain-empty-list.ts';
import { answerJson, startStandIn } from './stand-in.ts';

async function openEmpty() {
  const { url } = await startStandIn((_, response) => answerJson(response, { rows: [] }));
  const target = { name: 'restate', kind: 'restate', location: url, reason: 'argument' };
  const store = await openRestateStore({ url, target, timeouts: { retryMs: 0 } });
  onTestFinished(() => store.close());
  return store;
}

const now = Date.UTC(2026, 10, 25);

it('knows the words of Restate although no run has them, and lists them for a word that it does not know', async () => {
  const store = await openEmpty();
  await expect(checkStatuses(store, parseQuery('status:paused,backing-off,ready'), { now })).resolves.toBe(
    undefined,
  );
  await expect(checkStatuses(store, parseQuery('status:stuck'), { now })).rejects.toMatchObject({
    message: 'unknown status "stuck"',
    hint: expect.stringMatching(/^restate has ready, backing-off, paused, besides queued, /),
  });
});

it('says that Restate keeps no actor, when no run matches one', async () => {
  const store = await openEmpty();
  const empty = { store, query: parseQuery('actor:ada cost:>1'), within: parseQuery(''), now };
  expect((await explainEmptyList(empty)).map(({ text }) => text)).toEqual([
    'Restate keeps no actor',
    'Restate keeps no cost',
  ]);
});
