import { mkdirSync, readdirSync } from 'node:fs';
import { expect } from 'vitest';
import { test } from './workplace.ts';

test('Ctrl-C while a large sample is written ends and leaves nothing behind', async ({ place }) => {
  const temporary = place.path('temporary');
  mkdirSync(temporary);
  const env = { TMPDIR: temporary };
  const { send, waitFor, exited } = place.open({
    args: ['demo', '--size', '200000'],
    columns: 100,
    rows: 20,
    env,
  });
  await waitFor('writing runs');
  send('\u0003');
  expect(await exited).toMatchObject({ exitCode: 130 });
  expect(readdirSync(temporary)).toEqual([]);
});
