import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { makeFolder, openStoreAt, readRuns } from './recorded.ts';

const root = join(import.meta.dirname, '..', '..');

/** The first program of the page, on this repository's recorder. */
function readExample(): string {
  const page = readFileSync(join(root, 'docs', 'recorder.md'), 'utf8');
  const [, program] = /```ts\n([\s\S]+?)```/.exec(page) ?? [];
  if (program === undefined) throw new Error('the page has no program');
  const recorder = pathToFileURL(join(root, 'src', 'recorder', 'recorder.ts')).href;
  return program.replace("'runlens/recorder'", JSON.stringify(recorder));
}

test('the example of the documentation runs as it stands and records what it says', async () => {
  const folder = makeFolder();
  writeFileSync(join(folder, 'example.mts'), readExample());
  const { stderr } = await promisify(execFile)(process.execPath, ['example.mts'], { cwd: folder });
  expect(stderr).toBe('');
  const [session, run] = await readRuns(await openStoreAt(join(folder, '.runlens', 'runs.db')));
  expect(run).toMatchObject({
    name: 'signup-pipeline',
    status: 'success',
    trigger: { label: 'Webhook · signup' },
    output: { user: { id: 7 }, choice: 'confirmed' },
    costUsd: 0.000_473,
    stepCount: 4,
    attempt: 2,
  });
  expect(session).toMatchObject({ name: 'support-agent', kind: 'agent', messageCount: 3 });
  expect(session?.messages?.[1]?.toolCalls).toMatchObject([
    { name: 'find-order', result: { state: 'sent' } },
  ]);
});
