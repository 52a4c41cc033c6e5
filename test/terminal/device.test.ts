import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { type Program, startProgram } from '../pty/program.ts';

const started: Program[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map(program => program.close()));
});

function start(fixture: string, options: { columns?: number; rows?: number } = {}): Program {
  const path = fileURLToPath(new URL(`fixtures/${fixture}`, import.meta.url));
  const program = startProgram({
    command: process.execPath,
    args: [path],
    columns: 60,
    rows: 12,
    ...options,
  });
  started.push(program);
  return program;
}

describe('Ink on the device', () => {
  test('draws, takes keys typed before it was there, follows a resize and leaves', async () => {
    const program = start('ink-program.ts');
    await program.waitFor('early paint');
    program.send('ab');
    await program.waitFor('keys: ab');
    expect(program.modes()).toMatchObject({
      isAlternate: true,
      isCursorHidden: true,
      isPasteBracketed: true,
    });
    program.send('c');
    await program.waitFor('keys: abc');
    program.resize(40, 8);
    await program.waitFor('40x8');
    program.send('q');
    await program.waitFor('the end');
    expect(await program.exited).toMatchObject({ exitCode: 0 });
    expect(program.modes()).toMatchObject({
      isAlternate: false,
      isCursorHidden: false,
      isPasteBracketed: false,
      isWrapping: true,
    });
  });
});
