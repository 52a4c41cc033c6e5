import fc from 'fast-check';
import { test } from 'vitest';
import { createPostgresUnderTest } from '../../database/postgres/postgres-under-test.ts';
import { createPostgresBacking, createSqliteBacking } from '../../stores/http/backings.ts';
import { createHttpUnderTest } from '../../stores/http/http-under-test.ts';
import { someOf, trials } from '../../trials.ts';
import { realClock } from './clocks.ts';
import { expectRunAsNew, openedRun } from './open-run.ts';
import type { World } from './play-life.ts';

const worlds = [
  ['a server over SQLite', async () => createHttpUnderTest(await createSqliteBacking())],
  ['a server over PostgreSQL', async () => createHttpUnderTest(await createPostgresBacking())],
  ['PostgreSQL', createPostgresUnderTest],
] as const;

/** As it is opened by its address: the screen waits for none of its reads. */
function remote(world: World): World {
  const open = async () => {
    const store = await world.open();
    return { ...store, target: { ...store.target, isRemote: true as const } };
  };
  return { ...world, open };
}

test.each(someOf(worlds, 2))(
  'a run of %s shows, once all is idle, what a new process shows',
  async (_, create) => {
    await fc.assert(
      fc.asyncProperty(
        openedRun(() => Date.now() - 2_000),
        async play => expectRunAsNew(play, remote(await create()), realClock),
      ),
      { numRuns: trials(10, 1), endOnFailure: true },
    );
  },
);
