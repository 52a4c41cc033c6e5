import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Context } from './context.ts';

const patienceMs = 2000;

/**
 * Starts the process in which the demo's runs go on, so that the screen never waits for them; `end` waits
 * until it is gone.
 */
export function startLife(
  { path, seed }: { readonly path: string; readonly seed: number },
  { forkSelf }: Pick<Context, 'forkSelf'>,
): { readonly end: () => Promise<void> } {
  const child = forkSelf(['__demo-life', path, '--seed', String(seed)]);
  // A demo without life is a demo still.
  child.on('error', () => {});
  const gone = once(child, 'exit');
  return {
    end: async () => {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      if (child.connected) child.disconnect();
      const waiting = new AbortController();
      const tooLate = pause(patienceMs, 'late', { signal: waiting.signal });
      if ((await Promise.race([gone, tooLate])) === 'late') child.kill('SIGKILL');
      waiting.abort();
      await tooLate.catch(() => {});
    },
  };
}
