import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { runCli } from '../cli/run-cli.ts';
import { createHome } from '../targets/temporary-home.ts';
import { isThorough } from '../trials.ts';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'docs/how-to/skill/SKILL.md'), 'utf8');
const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gmsu)].map(([, block = '']) => block.trim());

/** Runs the blocks of a skill in order, in one shell, in a folder with a sample of failures. */
async function follow(script: string, folder: string, home: string): Promise<string> {
  const program = `runlens() { ${JSON.stringify(process.execPath)} ${JSON.stringify(join(root, 'bin/runlens.js'))} "$@"; }`;
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', `${program}\n${script}`], {
    cwd: folder,
    env: {
      ...process.env,
      HOME: home,
      XDG_DATA_HOME: join(home, 'data'),
      XDG_CONFIG_HOME: join(home, 'config'),
    },
    maxBuffer: 64 * 1_024 * 1_024,
  });
  return stdout;
}

it.runIf(isThorough)('the skill for agents, followed literally, ends with the cause named', async () => {
  const home = createHome();
  const make =
    'runlens demo --size 45 --static --out r.db >/dev/null; mkdir .runlens; mv r.db .runlens/runs.db';
  await follow(make, home.cwd, home.home);
  const marked = blocks.map((block, at) => `echo "== ${at}"; ${block}`).join('\n');
  const printed = await follow(marked, home.cwd, home.home);
  const [, list = '', , explained = '', shared = '', checked = '', noted = ''] = printed.split(/^== \d$/mu);
  const { data } = JSON.parse(list);
  const [{ id, message }] = data;
  expect(JSON.parse(explained)).toMatchObject({ failureId: id });
  expect(JSON.parse(explained).text).toContain(String(message).slice(0, 20));
  expect(JSON.parse(explained).text).toMatch(/^since .*^shared .*^next +runlens diff/msu);
  expect(shared).toContain('"failed"');
  expect(checked).toContain('"steps"');
  expect(JSON.parse(noted).data).toMatchObject([
    { id, note: 'the mail provider does not answer', ticket: 'OPS-12' },
  ]);
});

it('names no command, option or page that is not there', async () => {
  const pages = readFileSync(join(root, 'llms.txt'), 'utf8').matchAll(/\]\(([^)]+)\)/gu);
  for (const [, page = ''] of pages) expect(readFileSync(join(root, page), 'utf8')).not.toBe('');
  const words = [...text.matchAll(/`(runlens [a-z ]+[a-z])`/gu)].map(([, line = '']) => line);
  for (const line of new Set(words)) {
    const { code, out } = await runCli([...line.split(' ').slice(1), '--help']);
    expect([code, out], line).toEqual([0, expect.stringContaining('Usage')]);
  }
});
