import type { RunEvent } from '../../contract/run-events.ts';
import { isActive, toStatus } from '../../model/status.ts';

type Listener = (ids: readonly string[]) => void;

export type ActiveRuns = ReturnType<typeof createActiveRuns>;

export function createActiveRuns() {
  const active = new Set<string>();
  const requested = new Set<string>();
  const listeners = new Set<Listener>();

  function noteOne(event: RunEvent): void {
    if (event.type === 'run-created') active.add(event.id);
    else if (event.type !== 'run-changed') return;
    const { id, status, finishedAt } = event;
    if (status === undefined || isActive({ status: toStatus(status), finishedAt })) return;
    active.delete(id);
    requested.delete(id);
  }

  return {
    note: (events: readonly RunEvent[]) => events.forEach(noteOne),
    /** For a run that somebody else created and that begins here. */
    add: (id: string) => void active.add(id),
    hasAny: () => active.size > 0,
    cancelRequested(ids: readonly string[]) {
      const fresh = ids.filter(id => active.has(id) && !requested.has(id));
      if (fresh.length === 0 || listeners.size === 0) return;
      for (const id of fresh) requested.add(id);
      for (const listener of listeners) {
        try {
          listener(fresh);
        } catch (error) {
          // The error must end neither the program nor the recording.
          process.emitWarning(`a listener for cancel requests failed: ${String(error)}`, 'RunlensWarning');
        }
      }
    },
    listen(listener: Listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
