import { expect } from 'vitest';
import { runInShell } from './run-in-shell.ts';
import { writeSample } from './sample-store.ts';
import { test } from './workplace.ts';

test.for([
  'R workflows runs list --target "$S" -o json > /dev/full',
  'R workflows list --target "$S" -o table > /dev/full',
  'R "$S" > /dev/full',
  'R --help > /dev/full',
  'R completion bash > /dev/full',
])('%s says that the output could not be written, and exits with 1', async (line, { place }) => {
  const location = place.path('runs.db');
  await writeSample(location);
  const { exitCode, stderr } = await runInShell(line, location);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^runlens: .*(?:no space|no room|output).*\n(?: {2}.*\n)?$/iu);
});

test('an error that cannot be told keeps its exit code', async ({ place }) => {
  const ran = await runInShell('R "$S" 2> /dev/full', place.path('nowhere.db'));
  expect(ran).toMatchObject({ exitCode: 2, stderr: '' });
});
