import { expect, it, onTestFinished } from 'vitest';
import { inTransaction } from '../../../src/database/postgres/transaction.ts';
import { markLostRuns } from '../../../src/database/postgres/write/postgres-lost-runs.ts';
import { failingEvents } from '../../contract/failing-runs.ts';
import { groupsOf, sumOf } from '../../contract/failure-contract.ts';
import { runCreated, sampleNow } from '../../contract/sample-events.ts';
import { createPostgresUnderTest } from './postgres-under-test.ts';

async function openUnderTest() {
  const under = await createPostgresUnderTest();
  onTestFinished(() => under.remove());
  const store = await under.open();
  onTestFinished(() => store.close());
  return { ...under, store };
}

it('counts the runs of a recorder that is gone as failures of one group', async () => {
  const { store, pool, record, recordAsOwner } = await openUnderTest();
  await record(failingEvents);
  const known = await groupsOf(store);
  await recordAsOwner(
    ['r1', 'r2', 'r3'].map(id => runCreated(id, { status: 'running', finishedAt: undefined })),
  );
  await inTransaction(pool, client => markLostRuns(client, new Map([['owner', sampleNow]])));
  const groups = await groupsOf(store);
  expect(sumOf(groups)).toBe((await store.counts())?.failed);
  expect(groups.filter(({ id }) => !known.some(group => group.id === id))).toMatchObject([
    { count: 3, example: { name: 'ProcessLost' } },
  ]);
});
