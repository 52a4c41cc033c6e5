import type { Capabilities } from '../../contract/capabilities.ts';
import type { ServerAbout, TargetInfo } from '../../contract/target-info.ts';
import type { InspectorError } from '../../model/errors.ts';
import type { Size } from './window-size.ts';

export type Notice = {
  readonly text: string;
  readonly tone: 'info' | 'error';
  readonly at: number;
  /** The command that did nothing for this reason: the notice ends once it would do something. */
  readonly reasonOf?: string;
};

/**
 * Work that takes long. A `jump` ends when the user does anything else than what acts on the run it leads to;
 * the others go on.
 */
export type Task = {
  readonly kind: 'jump' | 'marking' | 'copying' | 'own-command';
  readonly text: string;
  /** What follows a jump, in two words. */
  readonly next?: string;
};

/** The part of the screen with the focus; the detail may also be open beside a focused table. */
export type ScreenName = 'table' | 'detail' | 'groups' | 'compare';

/**
 * Everything that the screen shows. A feature adds its part where that is defined, by `declare module`: the
 * shell knows no feature.
 */
export interface State {
  readonly size: Size;
  readonly now: number;
  readonly store: StoreState;
  readonly screen: ScreenName;
  /** How runs are shown, in the table and in the detail. */
  readonly look: ScreenLook;
  readonly notice?: Notice;
  /** What stays above the hints below all messages, as what a tour says. */
  readonly guide?: string;
  /** Work that has taken a moment: each has a line of its own. */
  readonly tasks: readonly Task[];
}

/** Features add their parts, as to the state. */
export interface ScreenLook {
  readonly absoluteTimes: boolean;
}

/** What is known of the open target. Features add their parts. */
export interface StoreState {
  readonly target: TargetInfo;
  readonly can: Capabilities;
  readonly about?: ServerAbout;
  readonly link: Link;
  /** Since when live updates are paused; else `undefined`. */
  readonly pausedAt: number | undefined;
}

type Link =
  | { readonly type: 'live' }
  | {
      readonly type: 'stale';
      readonly since: number;
      readonly error: InspectorError;
      readonly retryAt: number;
    };
