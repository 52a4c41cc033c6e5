import type { Capabilities, ServerAbout, StatusCounts, TargetInfo } from '../../contract/run-store.ts';
import type { InspectorError } from '../../model/errors.ts';

/** The store that is open, and how the screen stands with it. */
export type StoreState = {
  readonly target: TargetInfo;
  readonly can: Capabilities;
  /** What the server says about itself, once it has answered. */
  readonly about?: ServerAbout;
  readonly counts?: StatusCounts;
  readonly link: Link;
  /** Whether changes of the store are left alone until the user wants them. */
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
