import { expect } from 'vitest';
import { scaleToLoad } from '../in-time.ts';
import { test } from './workplace.ts';

test('x on a run whose process was killed ends it at once', async ({ place }) => {
  const location = place.path('runs.db');
  const recording = place.record(location, 'killed-program');
  await recording.said('flushed');
  await recording.stop();
  const { send, waitFor, exited } = place.open({ args: [location], columns: 120, rows: 20 });
  await waitFor(/✖ Failed +midway .*its process is g/u);
  send('/workflow:midway\r');
  await waitFor(/1–1 of 1/u);
  send('x');
  await waitFor('Cancel midway?', { timeoutMs: scaleToLoad(2_000) });
  send('y');
  await waitFor(/⊘ Canceled +midway/u);
  send('q');
  expect(await exited).toMatchObject({ exitCode: 0 });
});
