import type { State } from './state.ts';

/** Starts the work that a changed state requires. */
export type Reaction = {
  readonly react: (before: State, after: State) => void;
  readonly stop: () => void;
};
