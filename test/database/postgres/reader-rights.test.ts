import { expect, onTestFinished, test } from 'vitest';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { watchRuns } from '../../../src/operations/watch/run-watch.ts';
import { runCreated } from '../../contract/sample-events.ts';
import { createPostgresUnderTest, openStoreAt } from './postgres-under-test.ts';

test('a user who was given only some of the tables watches runs, and sees no marks', async () => {
  const under = await createPostgresUnderTest();
  onTestFinished(under.remove);
  const name = `reader_${new URL(under.url).pathname.slice(6)}`;
  await under.pool.query(`CREATE USER ${name}; GRANT USAGE ON SCHEMA runlens TO ${name};
    GRANT SELECT ON ALL TABLES IN SCHEMA runlens TO ${name};
    REVOKE SELECT ON runlens.late_runs, runlens.failure_marks FROM ${name}`);
  onTestFinished(async () => void (await under.pool.query(`DROP OWNED BY ${name}; DROP USER ${name}`)));
  const store = await openStoreAt(Object.assign(new URL(under.url), { username: name }).href);
  onTestFinished(store.close);
  expect(await store.failureMarks?.list()).toBeUndefined();
  const options = { signal: new AbortController().signal, now: Date.now, onOutage: () => {} };
  const watch = watchRuns(store, parseQuery(''), options);
  onTestFinished(async () => void (await watch.return()));
  await watch.next();
  await under.record([runCreated('new', { createdAt: Date.now() })]);
  const told: string[] = [];
  while (told.length === 0) told.push(...((await watch.next()).value?.changed ?? []).map(({ id }) => id));
  expect(told).toEqual(['new']);
});
