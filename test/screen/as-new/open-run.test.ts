import fc from 'fast-check';
import { test, vi } from 'vitest';
import { createSqliteUnderTest } from '../../database/sqlite/temp-store.ts';
import { trials } from '../../trials.ts';
import { installFakeClock } from '../fake-clock.ts';
import { fakeClock } from './clocks.ts';
import { expectRunAsNew, openedRun } from './open-run.ts';

installFakeClock();

const startAt = Date.UTC(2026, 10, 24, 14, 0, 0);

test('a run that was opened at any moment of its life shows, once all is idle, what a new process shows', async () => {
  await fc.assert(
    fc.asyncProperty(
      openedRun(() => startAt - 2_000),
      async play => {
        vi.setSystemTime(startAt);
        await expectRunAsNew(play, await createSqliteUnderTest(), fakeClock);
      },
    ),
    { numRuns: trials(150, 2), endOnFailure: true },
  );
});
