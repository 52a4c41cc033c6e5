import type { Capabilities } from '../../contract/capabilities.ts';
import type { ServerAbout } from '../../contract/server-about.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import type { InspectorError } from '../../model/errors.ts';

/** What is known of the open target. Features add their parts. */
export interface StoreState {
  readonly target: TargetInfo;
  readonly can: Capabilities;
  readonly about?: ServerAbout;
  readonly link: Link;
  /** Since when live updates are paused; else `undefined`. */
  readonly pausedAt: number | undefined;
}

export type Link =
  | { readonly type: 'live' }
  | {
      readonly type: 'stale';
      readonly since: number;
      readonly error: InspectorError;
      readonly retryAt: number;
    };
