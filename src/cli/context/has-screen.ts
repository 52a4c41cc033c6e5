import type { Context } from './context.ts';

/** Whether there is a terminal to draw on and to read keys from. A dumb one can only print. */
export function hasScreen({ stdin, stdout, env }: Pick<Context, 'stdin' | 'stdout' | 'env'>): boolean {
  return stdout.isTTY === true && stdin.isTTY === true && env.TERM !== 'dumb';
}
