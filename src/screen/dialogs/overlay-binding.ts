import type { Key } from '../shell/key.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { OpenOverlay } from './overlay.ts';

export type OverlayBinding<Overlay> = {
  readonly keys: readonly Key[];
  /** Two words at most, for the hints; absent for keys without a hint. */
  readonly label?: string | ((overlay: Overlay) => string | undefined);
  /** One line for `?` and the README. */
  readonly help: string;
  /** Where they work, if in several overlays. */
  readonly where?: string;
  /** Why the keys are disabled; `undefined` when they are enabled. */
  readonly reason?: (overlay: Overlay) => string | undefined;
  readonly press: (context: SessionContext, overlay: Overlay, key: Key) => void;
};

export type OverlayKeys<Overlay = OpenOverlay> = {
  /** Where they work, for `?` and the README. */
  readonly where: string;
  /** In the order of the hints, the most useful first. */
  readonly bindings: readonly OverlayBinding<Overlay>[];
  /** Handles typed or pasted text. */
  readonly type?: (context: SessionContext, text: string) => void;
};
