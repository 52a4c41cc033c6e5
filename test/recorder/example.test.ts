import { exec, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolder, openStoreAt, readRuns, until } from './recorded.ts';

const root = join(import.meta.dirname, '..', '..');

const typeRoot = join(root, 'node_modules', '@types');
const recorderPage = 'docs/how-to/record-runs.md';

/** The first program of a language on a page. */
function readExample(page: string, language: 'js' | 'ts'): string {
  const text = readFileSync(join(root, page), 'utf8');
  const [, program] = new RegExp(`\`\`\`${language}\n([\\s\\S]+?)\`\`\``).exec(text) ?? [];
  if (program === undefined) throw new Error(`${page} has no program`);
  return program;
}

/** Writes it into a folder of its own, with this repository's recorder, as it was built. */
function writeExample(page: string, language: 'js' | 'ts') {
  const folder = makeFolder();
  const file = `example.m${language}`;
  const recorder = pathToFileURL(join(root, 'dist', 'recorder.js')).href;
  const program = readExample(page, language).replace("'runlens/recorder'", JSON.stringify(recorder));
  writeFileSync(join(folder, file), program);
  return { folder, file };
}

async function runExample(page: string, language: 'js' | 'ts') {
  const { folder, file } = writeExample(page, language);
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], { cwd: folder });
  expect(stderr).toBe('');
  return { stdout, runs: await readRuns(await openStoreAt(join(folder, '.runlens', 'runs.db'))) };
}

test('the first steps of the documentation record a run with two steps', async () => {
  const { stdout, runs } = await runExample(recorderPage, 'js');
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
  const { runs } = await runExample(recorderPage, 'ts');
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

test('the first example of the README runs unchanged, and is started as the README says', async () => {
  const { folder, file } = writeExample('README.md', 'ts');
  const program = spawn(process.execPath, [file], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const said = readAll(program.stdout);
  const ended = once(program, 'exit');
  onTestFinished(() => void program.kill('SIGKILL'));
  const store = await until(() => openStoreAt(join(folder, '.runlens', 'runs.db')).catch(() => undefined));
  const [called] = await until(async () =>
    (await store.counts())?.success === 1 ? readRuns(store) : undefined,
  );
  expect(called).toMatchObject({ input: { email: 'grace@example.com' }, stepCount: 2, attempt: 3 });

  const command = /^npx runlens (workflows run .+)$/m.exec(readFileSync(join(root, 'README.md'), 'utf8'));
  const inspector = `"${process.execPath}" "${join(root, 'bin', 'runlens.js')}"`;
  const { stdout } = await promisify(exec)(`${inspector} ${command?.[1]}`, { cwd: folder });
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ name: 'signup-pipeline', status: 'success', stepCount: 2, attempt: 3, trigger: { type: 'cli' } },
    ...{ input: { email: 'ada@example.com' }, output: { id: 7, email: 'ada@example.com' } },
  });
  program.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
  expect(await said).toBe('signup-pipeline can be started, until Ctrl+C\n');
});

test('the examples compile as printed, in strict mode', async () => {
  const folder = makeFolder();
  for (const page of ['README.md', recorderPage])
    writeFileSync(join(folder, `${basename(page)}.mts`), readExample(page, 'ts'));
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
  const compiled = promisify(execFile)(process.execPath, [compiler, '-p', folder]);
  await expect(compiled.catch(({ stdout }: { stdout: string }) => Promise.reject(stdout))).resolves.toEqual({
    stdout: '',
    stderr: '',
  });
});
