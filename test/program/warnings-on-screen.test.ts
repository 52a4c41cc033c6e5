import { expect } from 'vitest';
import { test } from './workplace.ts';

test('what Node warns of does not get into the screen', async ({ place }) => {
  const location = place.path('runs.db');
  await place.record(location).said('recorded');
  const env = { NO_COLOR: '1', FORCE_COLOR: '3' };
  const { waitFor, screen, send, exited } = place.open({ args: [location], columns: 120, rows: 20, env });
  await waitFor(/▌.*long-job/u);
  send('?');
  await waitFor('│ Keys');
  send('\u001B');
  await waitFor(/q quit$/mu);
  expect(screen().join('\n')).not.toMatch(/Warning|trace-warnings/u);
  expect(screen()[0]).toMatch(/^ runlens/u);
  send('q');
  await exited;
});
