import { answerBy as answer, serveThread as serve } from '../../src/async/serve-thread.ts';
import { atRelease, keepServing } from './kept-port.ts';

/** In place of `serve-thread.ts`, whose function serves one store. */
export const serveThread: typeof serve = (answerAt, toStoreError) =>
  keepServing(() => serve(answerAt, toStoreError));

export const answerBy = answer;

const timers = new Set<ReturnType<typeof setTimeout>>();

for (const name of ['setTimeout', 'setInterval'] as const) {
  const set = globalThis[name];
  Object.assign(globalThis, {
    [name]: (...given: Parameters<typeof setTimeout>) => {
      const timer = set(...given);
      timers.add(timer);
      return timer;
    },
  });
}

atRelease(() => {
  for (const timer of timers) clearTimeout(timer);
  timers.clear();
});
