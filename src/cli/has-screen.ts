import type { Context } from './context.ts';

/** Whether there is a terminal to draw on and to read keys from. */
export function hasScreen({ stdin, stdout }: Pick<Context, 'stdin' | 'stdout'>): boolean {
  return stdin.isTTY === true && stdout.isTTY === true;
}
