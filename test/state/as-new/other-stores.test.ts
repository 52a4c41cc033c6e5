import fc from 'fast-check';
import { test } from 'vitest';
import { createPostgresUnderTest } from '../../database/postgres/postgres-under-test.ts';
import { createPostgresBacking, createSqliteBacking } from '../../stores/http/backings.ts';
import { createHttpUnderTest } from '../../stores/http/http-under-test.ts';
import { trials } from '../../trials.ts';
import { realClock } from './clocks.ts';
import { expectRunAsNew, openedRun } from './open-run.ts';

const worlds = [
  ['a server over SQLite', async () => createHttpUnderTest(await createSqliteBacking())],
  ['a server over PostgreSQL', async () => createHttpUnderTest(await createPostgresBacking())],
  ['PostgreSQL', createPostgresUnderTest],
] as const;

test.each(worlds)('a run of %s shows, once all is idle, what a new process shows', async (_, create) => {
  await fc.assert(
    fc.asyncProperty(
      openedRun(() => Date.now() - 2_000),
      async play => expectRunAsNew(play, await create(), realClock),
    ),
    { numRuns: trials(10, 1), endOnFailure: true },
  );
});
