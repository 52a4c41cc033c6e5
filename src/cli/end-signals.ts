import type { EventEmitter } from 'node:events';
import { EndedEarly } from './context.ts';

const signals = [
  ['SIGINT', 2],
  ['SIGTERM', 15],
  ['SIGHUP', 1],
] as const;

/** Ends the work on the first signal; the second has its default effect. */
export function abortOnSignals(
  ending: AbortController,
  signalled: Pick<EventEmitter, 'on' | 'off' | 'listenerCount'>,
): void {
  for (const [signal, number] of signals) {
    const end = () => {
      // Whoever listens as well owns the terminal, and knows whether a Ctrl-C was meant for the pager it is
      // lent to.
      if (signal === 'SIGINT' && signalled.listenerCount(signal) > 1) return;
      signalled.off(signal, end);
      ending.abort(new EndedEarly(`ended by ${signal}`, 128 + number));
    };
    signalled.on(signal, end);
  }
}
