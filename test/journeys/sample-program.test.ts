import { execFile, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { builtProgram, homeOf } from '../program/workplace.ts';
import { startProgram } from '../pty/program.ts';
import { makeFolder, openStoreAt, until } from '../recorder/recorded.ts';

const root = join(import.meta.dirname, '../..');

/** The program of the README that records runs which fail sometimes, in a folder of its own. */
function writeSampleProgram() {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const programs = [...readme.matchAll(/```(js|ts)\b[^\n]*\n([\s\S]+?)```/gu)];
  const [, language, text] = programs.find(([program]) => program.includes('for (let')) ?? [];
  if (text === undefined) throw new Error('the README has no program that records several runs');
  const folder = makeFolder();
  const recorder = pathToFileURL(join(root, 'dist', 'recorder.js')).href;
  writeFileSync(
    join(folder, `sample.m${language}`),
    text.replace("'runlens/recorder'", JSON.stringify(recorder)),
  );
  return { folder, file: `sample.m${language}` };
}

test('the program of the README fails for a reason that W says first, and failures shared', async () => {
  const { folder, file } = writeSampleProgram();
  const program = spawn(process.execPath, [file], { cwd: folder, stdio: 'ignore' });
  onTestFinished(() => void program.kill('SIGKILL'));
  const store = await until(() => openStoreAt(join(folder, '.runlens', 'runs.db')).catch(() => undefined));
  await until(async () => {
    const counts = await store.counts();
    return counts?.success === 30 && counts.failed === 10 ? counts : undefined;
  });
  const cause = '10 of 10 failed have input.country=BR, 0 of 30 others';

  const args = [builtProgram, 'failures', 'shared', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder });
  expect(JSON.parse(stdout)).toMatchObject({ shared: { text: [cause] } });

  const screen = startProgram({ cwd: folder, columns: 80, rows: 24, env: homeOf(folder) });
  onTestFinished(() => screen.close());
  await screen.waitFor(/live ●[\s\S]*▌/u);
  screen.send('W');
  const lines = await screen.waitFor('10 of 10 failed');
  expect(lines.find(line => line.includes('│ ▌'))).toContain(cause);
});
