import type { EventEmitter } from 'node:events';
import { EndedEarly } from './context/context.ts';

const signals = [
  ['SIGINT', 2],
  ['SIGTERM', 15],
  ['SIGHUP', 1],
] as const;

/** Aborts the work at the first signal; a second one has its default effect. */
export function abortOnSignals(
  ending: AbortController,
  signalled: Pick<EventEmitter, 'on' | 'off' | 'listenerCount'>,
): void {
  for (const [signal, number] of signals) {
    const end = () => {
      // A second listener is that of the terminal, which knows whether Ctrl-C was meant for a pager.
      if (signal === 'SIGINT' && signalled.listenerCount(signal) > 1) return;
      signalled.off(signal, end);
      ending.abort(new EndedEarly(`ended by ${signal}`, 128 + number));
    };
    signalled.on(signal, end);
  }
}
