import type { Key } from '../keys/key.ts';
import type { SessionContext } from '../session/session-context.ts';
import type { OpenOverlay } from './overlay.ts';

/** Keys of an overlay and what they do, also in words for the hints, for `?` and for the README. */
export type OverlayBinding<Overlay> = {
  readonly keys: readonly Key[];
  /** Two words at most, for the hints; absent for keys that the hints leave out. */
  readonly label?: string | ((overlay: Overlay) => string);
  /** One line for `?` and the README. */
  readonly help: string;
  /** Where they work, if that is more than this overlay. */
  readonly where?: string;
  /** Why the keys can do nothing just now; `undefined` when they can. */
  readonly reason?: (overlay: Overlay) => string | undefined;
  readonly press: (context: SessionContext, overlay: Overlay, key: Key) => void;
};

/** All keys of one overlay. */
export type OverlayKeys<Overlay = OpenOverlay> = {
  /** Where they work, as `?` and the README say it. */
  readonly where: string;
  /** In the order of the hints, the most useful first. */
  readonly bindings: readonly OverlayBinding<Overlay>[];
  /** Takes what is typed or pasted, in overlays with a line of text. */
  readonly type?: (context: SessionContext, text: string) => void;
};
