import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
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

test('a warning is still heard by a module that was loaded to listen for it', async ({ place }) => {
  const location = place.path('runs.db');
  await place.record(location).said('recorded');
  const heard = place.path('warnings.txt');
  const listener = place.path('listen.mjs');
  const write = `(warning) => appendFileSync(${JSON.stringify(heard)}, warning.message)`;
  writeFileSync(
    listener,
    `import { appendFileSync } from 'node:fs';
     process.on('warning', ${write});
     setTimeout(() => process.emitWarning('the screen is open'), 1500);`,
  );
  const env = { NODE_OPTIONS: `--import=${pathToFileURL(listener)}` };
  const { waitFor, screen, send, exited } = place.open({ args: [location], columns: 120, rows: 20, env });
  await waitFor(/▌.*long-job/u);
  await expect.poll(() => readFileSync(heard, 'utf8')).toContain('the screen is open');
  expect(screen().join('\n')).not.toContain('the screen is open');
  send('q');
  await exited;
});
