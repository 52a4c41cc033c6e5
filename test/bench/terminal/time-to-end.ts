import { spawn } from 'node:child_process';
import type { Command } from './timed-program.ts';

/** How long a program takes that writes to a pipe. */
export async function timeToEnd(
  { file, args }: Command,
  isRight: (output: string) => boolean,
): Promise<number> {
  const start = performance.now();
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', text => {
    output += text;
  });
  const code = await new Promise(resolve => child.on('close', resolve));
  const ms = performance.now() - start;
  if (code !== 0 || !isRight(output)) throw new Error(`${args.join(' ')} ended with ${code}: ${output}`);
  return ms;
}
