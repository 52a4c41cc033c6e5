import { expect, test } from 'vitest';
import { EndedEarly } from '../../../src/cli/context/context.ts';
import { createFakeStore } from '../fake-store.ts';
import { runCli } from '../run-cli.ts';
import { sampleRuns } from '../sample-runs.ts';

test('a screen that was ended while its store was opened never takes the terminal', async () => {
  const ending = new AbortController();
  const store = createFakeStore(sampleRuns);
  const run = runCli(['--run', 'run_done'], {
    store: {
      ...store,
      getRun: (...asked) => {
        ending.abort(new EndedEarly('ended by SIGINT', 130));
        return store.getRun(...asked);
      },
    },
    columns: 80,
    typed: '',
    signal: ending.signal,
  });
  expect(await run).toMatchObject({ code: 130, out: '' });
});
