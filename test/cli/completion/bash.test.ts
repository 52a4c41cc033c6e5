import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { someOf } from '../../trials.ts';
import { createHomeWithStore } from '../real-store.ts';
import { runCli } from '../run-cli.ts';

const program = resolve('bin/runlens.js');

/** The script hides what the program says, and a bash without an answer would be waited for. */
beforeAll(() => {
  const line = ['__complete', 'bash', 'runlens workfl', ''];
  const { stdout, stderr } = spawnSync(process.execPath, [program, ...line], { encoding: 'utf8' });
  if (stdout.trim() === 'workflows') return;
  throw new Error(`the built program completes nothing: run "npm run build" first\n${stderr}`);
});

/** A bash in a real terminal that has sourced the script, in a project with a store. */
async function startBash(config?: string) {
  const home = await createHomeWithStore();
  if (config !== undefined) writeFileSync(join(home.cwd, 'runlens.config.yaml'), config);
  const bin = home.path('bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'runlens'), '#!/bin/sh\nexec "$NODE" "$PROGRAM" "$@"\n', { mode: 0o755 });
  writeFileSync(home.path('script'), (await runCli(['completion', 'bash'])).out);
  const shell = spawn('bash', ['--norc', '--noprofile', '-i'], {
    cwd: home.cwd,
    cols: 120,
    rows: 30,
    env: {
      ...process.env,
      HOME: home.home,
      NODE: process.execPath,
      PROGRAM: program,
      PATH: `${bin}:${process.env.PATH}`,
      PS1: 'ready> ',
      TERM: 'dumb',
    },
  });
  onTestFinished(() => shell.kill('SIGKILL'));
  let seen = '';
  let wake = () => {};
  shell.onData(data => {
    seen += data;
    wake();
  });
  const until = async (text: string): Promise<void> => {
    while (!seen.includes(text)) {
      await new Promise<void>(done => {
        wake = done;
      });
    }
    seen = '';
  };
  await until('ready> ');
  shell.write(`bind 'set enable-bracketed-paste off'; source '${home.path('script')}'; echo sour''ced\r`);
  await until('sourced');
  return { type: (text: string) => shell.write(text), until, ran: () => existsSync(join(home.cwd, 'RAN')) };
}

it('completes commands, workflow names, statuses and filters with a colon in a real bash', async () => {
  const { type, until } = await startBash();
  type('runlens workfl\t');
  await until('runlens workflows ');
  type('runs list sig\t');
  await until('signup-pipeline ');
  type('--status fai\t');
  await until('failed ');
  type('\u0015runlens history list --filter status:fai\t');
  await until('status:failed ');
  type("\u0015runlens history list --filter 'since:24h status:canc\t");
  await until('status:canceled');
});

it('a name that a project made up runs nothing, completed and entered', async () => {
  const names = ['a$(touch RAN)', 'b`touch RAN`', 'c;touch RAN', 'd & touch RAN', "e' touch RAN '"];
  const { type, until, ran } = await startBash(
    `targets:\n${names.map(name => `  ${JSON.stringify(name)}: ./a.db\n`).join('')}`,
  );
  for (const start of someOf(['a', 'b', 'e', 'c', '"b', '"a', "'d", 'd'], 2)) {
    type(`runlens targets test ${start}\t`);
    await until('touch');
    // Bash has closed the quote.
    type(`\recho en''tered\r`);
    await until('entered');
  }
  expect(ran()).toBe(false);
}, 30_000);
