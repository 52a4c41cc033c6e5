import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { expect, test } from 'vitest';
import { patienceMs } from '../in-time.ts';
import { startPostgres } from './start-postgres.ts';

async function ask(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const folderOf = async (url: string) =>
  dirname(String((await ask(url, 'SHOW data_directory'))[0]?.data_directory));

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function until(check: () => boolean): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!check()) {
    if (performance.now() > deadline) throw new Error('it does not come about');
    await delay(20);
  }
}

test('a server keeps what was committed through a crash, and leaves nothing behind', async () => {
  const postgres = await startPostgres();
  const folder = await folderOf(postgres.url);
  await ask(postgres.url, 'CREATE TABLE kept AS SELECT 7 AS n');
  await postgres.crash();
  await expect(ask(postgres.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  await postgres.restart();
  expect(await ask(postgres.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  const pid = postgres.pid();
  await postgres.stop();
  await postgres.stop();
  expect(isAlive(pid)).toBe(false);
  expect(existsSync(folder)).toBe(false);
});

test('a server ends with the process that started it, however that ended', async () => {
  const program = join(import.meta.dirname, 'start-and-say.ts');
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', data => resolve(String(data)));
    child.once('exit', code => reject(new Error(`the process that starts a server ended with ${code}`)));
  });
  const [pid = '', url = ''] = said.trim().split(' ');
  const folder = await folderOf(url);
  expect(isAlive(Number(pid))).toBe(true);
  child.kill('SIGKILL');
  await until(() => !isAlive(Number(pid)) && !existsSync(folder));
});
