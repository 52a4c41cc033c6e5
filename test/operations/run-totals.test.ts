import { expect, test } from 'vitest';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import { readRunTotals } from '../../src/operations/run-counts.ts';
import { createFakeStore } from '../cli/fake-store.ts';
import { createRun, now } from '../cli/sample-runs.ts';

const runs = [
  ...Array.from({ length: 2_100 }, (_, at) => createRun({ id: `mail_${at}`, name: 'mail' })),
  ...Array.from({ length: 3 }, (_, at) => createRun({ id: `bill_${at}`, name: 'bill', status: 'failed' })),
];
const store = createFakeStore(runs);
const totalsOf = (filter: string, from = store) => readRunTotals(from, parseQuery(filter), { now });

test('the runs of a workflow are those that a filter leaves, however they ended', async () => {
  const totals = await totalsOf('status:failed error:Timeout since:10000d');
  expect(Object.fromEntries(totals ?? [])).toEqual({ mail: 2_100, bill: 3 });
  expect(await totalsOf('status:failed since:10000d name:bill')).toEqual(new Map([['bill', 3]]));
});

test('their number is not known where a search or payloads would have to decide, or too many are remote', async () => {
  expect(await totalsOf('timeout')).toBeUndefined();
  expect(await totalsOf('input.plan:scale')).toBeUndefined();
  const remote = { ...store, target: { ...store.target, isRemote: true as const } };
  expect(await totalsOf('since:10000d', remote)).toBeUndefined();
});
