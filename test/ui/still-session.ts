import type { Session } from '../../src/state/session/session.ts';
import type { State } from '../../src/state/session/state.ts';

/** A session that shows one state and does nothing. */
export function still(state: State): Session {
  const nothing = () => {};
  return {
    getState: () => state,
    subscribe: () => nothing,
    press: nothing,
    type: nothing,
    resize: nothing,
    start: nothing,
    close: async () => {},
  };
}
