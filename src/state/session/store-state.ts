import type { Capabilities, ServerAbout, StatusCounts, TargetInfo } from '../../contract/run-store.ts';
import type { InspectorError } from '../../model/errors.ts';

/** The store that is open, and whether it answers. */
export type StoreState = {
  readonly target: TargetInfo;
  readonly can: Capabilities;
  /** What the server says about itself, once it has answered. */
  readonly about?: ServerAbout;
  readonly counts?: StatusCounts;
  readonly link: Link;
  /** Whether live updates are paused. */
  readonly isPaused: boolean;
};

/** Whether the store answers. */
export type Link =
  | { readonly type: 'live' }
  | {
      readonly type: 'stale';
      readonly since: number;
      readonly error: InspectorError;
      readonly retryAt: number;
    };
