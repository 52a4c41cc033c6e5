import type { Context } from './context.ts';

/** Whether there is a terminal to draw on and to read keys from. */
export function hasScreen(context: Pick<Context, 'stdin' | 'stdout'>): boolean {
  return context.stdout.isTTY === true && context.stdin.isTTY === true;
}
