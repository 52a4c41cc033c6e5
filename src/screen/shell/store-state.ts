import type { Capabilities } from '../../contract/capabilities.ts';
import type { ServerAbout } from '../../contract/server-about.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import type { InspectorError } from '../../model/errors.ts';
import type { Retried } from '../../operations/acts/find-retried.ts';
import type { KeptEdits } from '../acts/again/kept-edits.ts';
import type { ShownCounts } from '../views/views.ts';

export type StoreState = {
  readonly target: TargetInfo;
  readonly can: Capabilities;
  readonly about?: ServerAbout;
  readonly counts?: ShownCounts;
  readonly edits: KeptEdits;
  /** Earlier retries of runs whose last start got no answer, by address: see `retried` of `RunAgain`. */
  readonly unanswered: ReadonlyMap<string, Retried>;
  readonly link: Link;
  /** Since when live updates are paused; else `undefined`. */
  readonly pausedAt: number | undefined;
  /** Whether the terminal is notified of failures that come in. */
  readonly isNotifying: boolean;
};

export type Link =
  | { readonly type: 'live' }
  | {
      readonly type: 'stale';
      readonly since: number;
      readonly error: InspectorError;
      readonly retryAt: number;
    };
