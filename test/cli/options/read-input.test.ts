import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Context } from '../../../src/cli/context/context.ts';
import { readInput } from '../../../src/cli/options/read-input.ts';
import { createHome } from '../../targets/temporary-home.ts';

function createPipe() {
  const home = createHome({ 'project/.runlens/runs.db': '' });
  const path = home.path('pipe');
  execFileSync('mkfifo', [path]);
  return { ...home, pipe: path };
}

describe('an input from a pipe', () => {
  it('is read once somebody writes it', async () => {
    const { pipe, cwd } = createPipe();
    const reading = readInput(`@${pipe}`, { cwd } as Context);
    const writer = spawn('sh', ['-c', `echo '{"qty":2}' > '${pipe}'`]);
    await once(writer, 'exit');
    expect(await reading).toEqual({ qty: 2 });
  });

  it('lets a signal end the program while nobody writes it', async () => {
    const { pipe, cwd } = createPipe();
    const program = `
      import { readInput } from ${JSON.stringify(resolve('src/cli/options/read-input.ts'))};
      process.on('SIGTERM', () => process.exit(143));
      setInterval(() => {}, 1000);
      void readInput(process.argv[1], { cwd: '.' });
      setTimeout(() => console.log('reading'));
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program, `@${pipe}`], { cwd });
    const ended = once(child, 'exit');
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await ended).toEqual([143, null]);
  });

  it('is refused where it has no end, as a device', async () => {
    const { cwd } = createPipe();
    await expect(readInput('@/dev/zero', { cwd } as Context)).rejects.toThrow('neither a file nor a pipe');
    writeFileSync(resolve(cwd, 'in.json'), '[1]');
    expect(await readInput('@in.json', { cwd } as Context)).toEqual([1]);
  });

  it('is refused once it is larger than any request, though it goes on', async () => {
    const stdin = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(1_024 * 1_024, ' ');
      })(),
    );
    const { cwd, pipe } = createPipe();
    const expected = /cannot read the input from .*: it is larger than 64 MB/u;
    await expect(readInput('-', { stdin, cwd } as unknown as Context)).rejects.toThrow(expected);
    expect(stdin.destroyed).toBe(true);
    const writer = spawn('sh', ['-c', `exec cat /dev/zero > '${pipe}'`]);
    const ended = once(writer, 'exit');
    await expect(readInput(`@${pipe}`, { cwd } as Context)).rejects.toThrow(expected);
    await ended;
  });
});
