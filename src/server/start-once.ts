import type { StartHook } from './start-hook.ts';

const mostRemembered = 10_000;

/**
 * Lets a client repeat a request whose answer was lost: the hook is called once for each id that a client
 * gave, as long as this process remembers it. A client that disconnects does not end a call that has begun.
 */
export function startOnce(start: StartHook): StartHook {
  const started = new Map<string, Promise<string>>();
  return (request, signal) => {
    const { id } = request;
    if (id === undefined) return start(request, signal);
    const before = started.get(id);
    if (before) return before;
    const call = start(request, new AbortController().signal);
    const [oldest] = started.keys();
    if (started.size >= mostRemembered && oldest !== undefined) started.delete(oldest);
    started.set(id, call);
    call.catch(() => started.delete(id));
    return call;
  };
}
