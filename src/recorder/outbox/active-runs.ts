import type { RunEvent } from '../../contract/run-events.ts';
import { isActive, toStatus } from '../../model/status.ts';

type Listener = (ids: readonly string[]) => void;

/** The writer's runs that have not ended, and who wants to hear that one of them shall. */
export type ActiveRuns = {
  readonly note: (facts: readonly RunEvent[]) => void;
  readonly areThere: () => boolean;
  /** Tells listeners of a run at most once. */
  readonly cancelRequested: (ids: readonly string[]) => void;
  readonly listen: (listener: Listener) => () => void;
};

export function createActiveRuns(): ActiveRuns {
  const active = new Set<string>();
  const told = new Set<string>();
  const listeners = new Set<Listener>();

  function noteOne(fact: RunEvent): void {
    if (fact.type === 'run-created') active.add(fact.id);
    else if (fact.type !== 'run-changed') return;
    const { id, status, finishedAt } = fact;
    if (status === undefined || isActive({ status: toStatus(status), finishedAt })) return;
    active.delete(id);
    told.delete(id);
  }

  return {
    note: facts => facts.forEach(noteOne),
    areThere: () => active.size > 0,
    cancelRequested(ids) {
      const fresh = ids.filter(id => active.has(id) && !told.has(id));
      if (fresh.length === 0 || listeners.size === 0) return;
      for (const id of fresh) told.add(id);
      for (const listener of listeners) callSafely(listener, fresh);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** A listener that fails must end neither the program nor the recording. */
function callSafely(listener: Listener, ids: readonly string[]): void {
  try {
    listener(ids);
  } catch (error) {
    process.emitWarning(`a listener for cancel requests failed: ${String(error)}`, 'RunlensWarning');
  }
}
