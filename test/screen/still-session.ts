import type { Session } from '../../src/screen/shell/session.ts';
import type { State } from '../../src/screen/shell/state.ts';

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
