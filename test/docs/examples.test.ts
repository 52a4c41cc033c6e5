import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseConfig, parseOwnCommands } from '../../src/targets/config-parser.ts';
import { patienceMs, scaleToLoad } from '../in-time.ts';
import { builtProgram, homeOf } from '../program/workplace.ts';
import { isolatedEnvironment } from '../pty/isolated-environment.ts';
import { someOf } from '../trials.ts';
import { blocksOf, type CodeBlock, codeBlocks } from './code-blocks.ts';
import { readPage, root } from './pages.ts';

const languages = ['sh', 'js', 'ts', 'text', 'json', 'yaml', 'nginx'];
/** Its blocks are one script, which `skill.test.ts` follows. */
const followed = 'docs/how-to/skill/SKILL.md';
/** The blocks that the tests beside what they are about run: `test/recorder/`, `test/engines/ledger/`. */
const ranElsewhere = ['add-a-store', 'hello', 'long', 'start'];

const folder = mkdtempSync(join(tmpdir(), 'runlens-docs-'));
const env = isolatedEnvironment({
  RUNLENS_TARGET: undefined,
  PATH: [join(folder, 'bin'), process.env['PATH']].join(delimiter),
});
const servers: ChildProcess[] = [];

/** Runs a script of a page in a project, and fails with what it printed on stderr. */
async function run(
  script: string,
  extra: Readonly<Record<string, string>> = {},
  project = 'shop',
): Promise<string> {
  const options = {
    cwd: join(folder, project),
    env: { ...env, ...homeOf(join(folder, project)), ...extra },
    timeout: patienceMs,
  };
  const { stdout } = await promisify(execFile)('bash', ['-e', '-o', 'pipefail', '-c', script], options);
  return stdout;
}

/** The placeholders of the pages stand for what the sample store has. */
function fill(text: string): string {
  const first = (list: string) => `$(runlens ${list} -o tsv --no-header 2>/dev/null | head -n 1 | cut -f 1)`;
  return text
    .replaceAll('<run-id>', 'demo-failed')
    .replaceAll('<failure-id>', first('failures list'))
    .replaceAll('<token-id>', first('serve token list'));
}

beforeAll(async () => {
  for (const name of ['bin', 'shop/.runlens']) mkdirSync(join(folder, name), { recursive: true });
  const program = `"${process.execPath}" "${builtProgram}"`;
  const shims = { runlens: `exec ${program} "$@"`, npx: `shift; exec ${program} "$@"` };
  for (const [name, line] of Object.entries(shims)) {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${line}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
  await run('runlens demo --size 45 --static --out ../demo.db && mv ../demo.db .runlens/runs.db');
});

afterAll(() => {
  for (const server of servers) server.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

test('every block names a language that a test knows, and says why it is not run', () => {
  expect(codeBlocks.length).toBeGreaterThan(60);
  expect(codeBlocks.filter(({ language }) => !languages.includes(language))).toEqual([]);
  const reasons = codeBlocks.filter(({ note }) => note.startsWith('no-run:')).map(({ note }) => note);
  expect(reasons.filter(reason => reason.split(' ').length < 4)).toEqual([]);
});

describe('the commands of the pages', () => {
  const inShell = blocksOf('sh').filter(({ page, note }) => note === '' && page !== followed);

  test.each(someOf(inShell, 12))('$page: $text', async ({ text }) => {
    await run(fill(text));
  });

  test.each(blocksOf('sh').filter(({ note }) => note === 'server'))(
    '$page, with a server: $text',
    async ({ text }) => {
      const token = (await run('runlens serve token add --name test --scope cancel,write,start')).trim();
      const url = await serve();
      const lines = text
        .replaceAll(/rl_…/gu, token)
        .replaceAll(/https:\/\/runs\.example\.com|http:\/\/server:4777/gu, url)
        .split('\n')
        .filter(line => !/^runlens serve --/u.test(line));
      await run(lines.join('\n'), { RUNLENS_TOKEN: token });
    },
  );

  test('the requests of the page of the API are answered', async () => {
    const token = (await run('runlens serve token add --name all --scope cancel,write,start')).trim();
    const url = await serve();
    const requests = blocksOf('sh').filter(({ note }) => note === 'api');
    expect(requests.length).toBeGreaterThan(10);
    const answers = await Promise.all(
      requests.map(({ text }) => ask(text.replaceAll('https://runs.example.com', url), token)),
    );
    expect(answers.filter(answer => !/^(?:2\d\d|409 .*no running program)/su.test(answer))).toEqual([]);
  });

  /** The status of an answer, and what it says if it is none of success; a stream ends after a second. */
  async function ask(request: string, token: string): Promise<string> {
    const quiet = request
      .replace('curl', `curl -s --max-time ${scaleToLoad(2)} -w '\\n%{http_code}'`)
      .replaceAll('run_1', 'demo-failed');
    const script = `set +e\n${quiet}\ntrue`;
    const said = await run(script, { RUNLENS_TOKEN: token, WRITER_KEY: 'k'.repeat(64) });
    const lines = said.trim().split('\n');
    const status = lines.at(-1) ?? '';
    return status.startsWith('2') ? status : `${status} ${quiet} ${lines.slice(0, -1).join(' ')}`;
  }

  /** Starts the server of the project on a free port of this machine. */
  async function serve(): Promise<string> {
    const server = spawn('runlens', ['serve', '--host', '127.0.0.1', '--port', '0'], {
      cwd: join(folder, 'shop'),
      env,
    });
    servers.push(server);
    return new Promise((resolve, reject) => {
      let said = '';
      server.stderr.on('data', text => {
        said += text;
        const [, url] = / at (http:\S+)/u.exec(said) ?? [];
        if (url !== undefined) resolve(url);
      });
      server.on('exit', () => reject(new Error(`the server ended: ${said}`)));
    });
  }
});

test('the program of the README fails sometimes, for a reason that its commands find', async () => {
  mkdirSync(join(folder, 'mine/node_modules'), { recursive: true });
  symlinkSync(root, join(folder, 'mine/node_modules/runlens'));
  const [program, ...others] = blocksOf('js').filter(({ note }) => note === 'orders');
  expect(others).toEqual([]);
  writeFileSync(join(folder, 'mine/orders.mjs'), program?.text ?? '');
  const [start, look] = blocksOf('sh').filter(({ note }) => note === 'orders');
  expect(await run(start?.text ?? '', {}, 'mine')).toContain('charged');
  const told = await run(fill(look?.text ?? ''), {}, 'mine');
  const sentence = '10 of 10 failed have input.country=BR, 0 of 30 others';
  expect(told.split(sentence), told).toHaveLength(3);
  expect(readPage('README.md')).toContain(`\`${sentence}\``);
});

test.each(blocksOf('json'))('$page: the JSON is JSON', ({ text }) => {
  expect(typeof JSON.parse(text)).toBe('object');
});

test.each(blocksOf('yaml'))('$page: the configuration is read as it stands', ({ note, text }) => {
  const read = note === 'config' ? parseConfig(load(text)) : parseOwnCommands(text).result;
  expect(read).not.toHaveProperty('problem');
  expect(typeof read).toBe('object');
});

test('no block waits for a test that does not exist', () => {
  const known = [...ranElsewhere, 'server', 'config', 'api', 'orders', ''];
  const others = (block: CodeBlock) => !known.includes(block.note) && !block.note.startsWith('no-run:');
  expect(codeBlocks.filter(others)).toEqual([]);
});
