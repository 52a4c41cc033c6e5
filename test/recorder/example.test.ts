import { exec, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { type CodeBlock, codeBlocks } from '../docs/code-blocks.ts';
import { makeFolder, openStoreAt, readRuns, until } from './recorded.ts';

const root = join(import.meta.dirname, '..', '..');

const typeRoot = join(root, 'node_modules', '@types');
const recorderPage = 'docs/how-to/record-runs.md';

/** The block of the page with this language and note. */
function readExample(note: string): CodeBlock {
  const block = codeBlocks.find(one => one.page === recorderPage && one.note === note);
  if (!block) throw new Error(`${recorderPage} has no program "${note}"`);
  return block;
}

/** Writes it into a folder of its own, with this repository's recorder, as it was built. */
function writeExample(note: string) {
  const folder = makeFolder();
  const { language, text } = readExample(note);
  const file = `example.m${language}`;
  const recorder = pathToFileURL(join(root, 'dist', 'recorder.js')).href;
  writeFileSync(join(folder, file), text.replace("'runlens/recorder'", JSON.stringify(recorder)));
  return { folder, file };
}

async function runExample(note: string) {
  const { folder, file } = writeExample(note);
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], { cwd: folder });
  expect(stderr).toBe('');
  return { stdout, runs: await readRuns(await openStoreAt(join(folder, '.runlens', 'runs.db'))) };
}

test('the first steps of the documentation record a run with two steps', async () => {
  const { stdout, runs } = await runExample('hello');
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
  const { runs } = await runExample('long');
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

test('the workflow that others can start is started as the documentation says', async () => {
  const { folder, file } = writeExample('start');
  const program = spawn(process.execPath, [file], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const said = readAll(program.stdout);
  const ended = once(program, 'exit');
  onTestFinished(() => void program.kill('SIGKILL'));
  const store = await until(() => openStoreAt(join(folder, '.runlens', 'runs.db')).catch(() => undefined));
  const [called] = await until(async () =>
    (await store.counts())?.success === 1 ? readRuns(store) : undefined,
  );
  expect(called).toMatchObject({ input: { email: 'grace@example.com' }, stepCount: 2, actor: 'grace' });

  const command = codeBlocks.find(({ language, note }) => language === 'sh' && note === 'start')?.text;
  const inspector = `"${process.execPath}" "${join(root, 'bin', 'runlens.js')}"`;
  // What it does is kept for the user who did it: nobody.
  const env = { ...process.env, XDG_DATA_HOME: join(folder, 'data') };
  const { stdout } = await promisify(exec)(command?.replace('runlens', inspector) ?? '', {
    cwd: folder,
    env,
  });
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ name: 'signup-pipeline', status: 'success', stepCount: 2, trigger: { type: 'cli' } },
    ...{ input: { email: 'ada@example.com' }, output: { id: 7, email: 'ada@example.com' } },
  });
  program.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
  expect(await said).toBe('welcome, grace@example.com\nwelcome, ada@example.com\n');
});

test('the examples compile as printed, in strict mode', async () => {
  const folder = makeFolder();
  for (const note of ['long', 'start']) writeFileSync(join(folder, `${note}.mts`), readExample(note).text);
  const paths = { 'runlens/recorder': [join(root, 'src', 'recorder', 'recorder.ts')] };
  const options = {
    skipLibCheck: true,
    module: 'nodenext',
    target: 'esnext',
    types: ['node'],
    typeRoots: [typeRoot],
  };
  const compilerOptions = { ...options, paths, strict: true, noEmit: true, allowImportingTsExtensions: true };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  // With one thread and without collecting garbage it takes half as much of the processor.
  const compiled = promisify(execFile)(process.execPath, [compiler, '-p', folder, '--singleThreaded'], {
    env: { ...process.env, GOGC: 'off' },
  });
  await expect(compiled.catch(({ stdout }: { stdout: string }) => Promise.reject(stdout))).resolves.toEqual({
    stdout: '',
    stderr: '',
  });
});
