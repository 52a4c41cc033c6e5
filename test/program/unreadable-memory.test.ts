import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { writeSample } from './sample-store.ts';
import { homeOf, test } from './workplace.ts';

test('saved views survive a filter and a new view that follow a broken memory.json, which the screen names', async ({
  place,
}) => {
  const store = place.path('runs.db');
  await writeSample(store);
  const memory = join(homeOf(place.folder)['XDG_DATA_HOME'] ?? '', 'runlens', 'memory.json');
  mkdirSync(dirname(memory), { recursive: true });
  const broken = '{"filters": [], "views": [{"label": "slow", "filter": "duration:>1s"}],';
  writeFileSync(memory, broken);
  const { waitFor, send, exited } = place.open({ args: [store], columns: 160, rows: 20 });
  await waitFor(/saved views and filters are not available: .*memory\.json is not valid JSON/u);
  send('/status:failed\r');
  await waitFor(/status:failed/u);
  send('v');
  await waitFor('Save this filter as a view');
  send('jjjj\r');
  await waitFor(/name/iu);
  send('mine\r');
  await waitFor('the view "mine" lasts until you quit');
  send('q');
  await exited;
  expect(readFileSync(memory, 'utf8')).toBe(broken);
});
