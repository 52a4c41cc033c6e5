import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { inTransaction } from '../../../src/database/postgres/database.ts';
import { markLostRuns } from '../../../src/database/postgres/write/write-changes.ts';
import { dictionaryLimits } from '../../../src/database/runs/events/dictionary.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { idsOf, listAll } from '../../contract/reading.ts';
import { runCreated, sampleNow } from '../../contract/sample-events.ts';
import { createPostgresUnderTest } from './postgres-under-test.ts';

const count = dictionaryLimits.values + 100;
const long = `${'x'.repeat(300)}needle`;

describe('a database with more values of a field than are listed', () => {
  let under: Awaited<ReturnType<typeof createPostgresUnderTest>>;
  let store: RunStore;
  beforeAll(async () => {
    under = await createPostgresUnderTest();
    await under.record(
      Array.from({ length: count }, (_, n) =>
        runCreated(`run_${n}`, {
          createdAt: sampleNow - n,
          actor: `Actor ${n}z`,
          project: n === 7 ? long : 'core',
          trigger: { type: 'webhook', label: 'Webhook', raw: `hooks/${n}y` },
        }),
      ),
    );
    await under.record([runCreated('later', { createdAt: 5, actor: 'Zoe', error: undefined })]);
    await under.recordAsOwner([
      runCreated('lost', { createdAt: 4, actor: 'Margaret', status: 'running', finishedAt: undefined }),
    ]);
    store = await under.open();
  });
  afterAll(async () => {
    await store.close();
    await under.remove();
  });
  const find = async (filter: string) => idsOf(await listAll(store, parseQuery(filter), { limit: 1_000 }));

  it('finds each of them by a bare word', async () => {
    expect(await find(`"actor ${count - 1}z"`)).toEqual([`run_${count - 1}`]);
    expect(await find(`${count - 1}y`)).toEqual([`run_${count - 1}`]);
    expect(await find('needle')).toEqual(['run_7']);
    expect(await find('zo')).toEqual(['later']);
    expect(await find('-actor')).toEqual(['later', 'lost']);
    expect(await find('argare')).toEqual(['lost']);
  });

  it('finds them also when their runs have changed, or are lost', async () => {
    const error = { name: 'TimeoutError', message: 'too late', value: '{}' };
    await under.record([{ type: 'run-changed', id: `run_${count - 1}`, status: 'failed', error }]);
    await under.record([{ type: 'run-changed', id: 'run_7', status: 'failed', error }]);
    await inTransaction(under.pool, client => markLostRuns(client, new Map([['owner', sampleNow]])));
    expect(await find(`"actor ${count - 1}z"`)).toEqual([`run_${count - 1}`]);
    expect(await find('needle')).toEqual(['run_7']);
    expect(await find('argare processlost')).toEqual(['lost']);
    expect(await find('too late -needle')).toEqual([`run_${count - 1}`]);
  });
});
