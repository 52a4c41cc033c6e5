import { readdirSync, readFileSync, statSync } from 'node:fs';
import { expect } from 'vitest';
import { openRecorder } from '../../src/recorder/recorder.ts';
import { leakedSecrets, madeUpSecrets } from '../model/text/made-up-secrets.ts';
import { test } from './workplace.ts';

test('marked runs are saved in a case file, which opens without their store and holds no secret', async ({
  place,
}) => {
  const secrets = madeUpSecrets(11);
  const location = place.path('runs.db');
  const recorder = await openRecorder({ location });
  for (const [index, { text }] of secrets.entries()) {
    const run = recorder.start({ workflow: 'signup', id: `run_${index}`, input: { [text]: text } });
    run.log('info', text, { text });
    run.fail(new Error(text));
  }
  await recorder.close();
  const { send, waitFor, exited } = place.open({ args: [location], columns: 130, cwd: place.folder });
  await waitFor(/1–\d+ of 25/u);
  send('M');
  await waitFor(/25 marked/u);
  send('Y');
  await waitFor('0 case file, to open elsewhere');
  send('0');
  await waitFor(/saved 25 runs in \.\/runs-\d{8}-\d{6}\.case\.json, [\d.]+ KB, \d+ secrets masked/u);
  send('\u0003');
  await exited;
  const [name = ''] = readdirSync(place.folder).filter(file => file.endsWith('.case.json'));
  const path = place.path(name);
  expect(leakedSecrets(readFileSync(path, 'utf8'), secrets)).toEqual([]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const opened = place.open({ args: [name], columns: 130, cwd: place.folder });
  await opened.waitFor(/1–\d+ of 25/u);
  opened.send('/run_7\r');
  await opened.waitFor(/1–1 of 1/u);
  opened.send('x');
  await opened.waitFor('cannot cancel runs: a case file holds what ran, and nothing runs in it');
  opened.send('\r');
  await opened.waitFor('[1 Overview]');
});
