import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { confirmPrompt } from '../../../src/cli/acts/confirm.ts';
import { type Context, EndedEarly } from '../../../src/cli/context/context.ts';

/** Asks on streams that are a terminal to the line editor, where somebody types `keys`. */
function askWith(keys: string): Promise<unknown> {
  const stdin = new PassThrough();
  const stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const context = { stdin, stderr, signal: new AbortController().signal };
  const answer = confirmPrompt('cancel 2 runs?', context as unknown as Context);
  stdin.write(keys);
  return answer.catch((error: unknown) => error);
}

describe('a question of the command line', () => {
  it('ends the program as interrupted at Ctrl-C, whatever was typed before', async () => {
    const error = await askWith('y\x03');
    expect(error).toBeInstanceOf(EndedEarly);
    expect(error).toMatchObject({ exitCode: 130 });
  });

  it.each([
    ['y\r', true],
    ['\x04', false],
  ])('takes %j as %s', async (keys, isConfirmed) => {
    expect(await askWith(keys)).toBe(isConfirmed);
  });
});
