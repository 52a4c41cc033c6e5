import type { Context } from './context.ts';

/** Whether there is a terminal to draw on and to read keys from; a dumb one only prints. */
export function hasScreen({ stdin, stdout, env }: Pick<Context, 'stdin' | 'stdout' | 'env'>): boolean {
  return stdout.isTTY === true && stdin.isTTY === true && env.TERM !== 'dumb';
}
