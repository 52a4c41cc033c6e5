import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { makeFolder, openStoreAt, readRuns } from './recorded.ts';

const root = join(import.meta.dirname, '..', '..');

/** The first program of a language on the page, with this repository's recorder. */
function readExample(language: 'js' | 'ts'): string {
  const page = readFileSync(join(root, 'docs', 'recorder.md'), 'utf8');
  const [, program] = new RegExp(`\`\`\`${language}\n([\\s\\S]+?)\`\`\``).exec(page) ?? [];
  if (program === undefined) throw new Error('the page has no program');
  const recorder = pathToFileURL(join(root, 'src', 'recorder', 'recorder.ts')).href;
  return program.replace("'runlens/recorder'", JSON.stringify(recorder));
}

async function runExample(language: 'js' | 'ts') {
  const folder = makeFolder();
  const file = `example.m${language}`;
  writeFileSync(join(folder, file), readExample(language));
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], { cwd: folder });
  expect(stderr).toBe('');
  return { stdout, runs: await readRuns(await openStoreAt(join(folder, '.runlens', 'runs.db'))) };
}

test('the first steps of the documentation record a run with two steps', async () => {
  const { stdout, runs } = await runExample('js');
  expect(stdout).toBe('Hello, Ada!\n');
  expect(runs).toMatchObject([
    {
      name: 'greet',
      status: 'success',
      input: { name: 'Ada' },
      output: { sent: 'Hello, Ada!' },
      stepCount: 2,
    },
  ]);
});

test('the longer example of the documentation runs unchanged and records what it shows', async () => {
  const { runs } = await runExample('ts');
  const [session, run] = runs;
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
