import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isolatedEnvironment } from '../pty/isolated-environment.ts';

const program = fileURLToPath(new URL('../../bin/runlens.js', import.meta.url));

export type ServerProcess = {
  readonly url: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
};

/** The built program that serves a store, in a process of its own; its log goes nowhere. */
export async function startServerProcess(store: string, port = 0): Promise<ServerProcess> {
  const child = spawn(process.execPath, [program, 'serve', '--store', store, '--port', String(port)], {
    env: isolatedEnvironment(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'close');
  const { pid } = child;
  if (pid === undefined) throw new Error('the server cannot be started');
  const url = await readUrl(createInterface({ input: child.stderr }));
  child.stderr.resume();
  return {
    url,
    pid,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function readUrl(lines: AsyncIterable<string>): Promise<string> {
  const said: string[] = [];
  for await (const line of lines) {
    said.push(line);
    const url = / at (http:\S+)$/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`the server ended: ${said.join('\n')}`);
}
