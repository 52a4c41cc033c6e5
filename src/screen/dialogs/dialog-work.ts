import type { Reaction } from '../shell/reader-context.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { dialogOf } from './define-dialog.ts';
import type { Overlay } from './overlay.ts';

type Work = {
  readonly opened: Overlay;
  readonly abort: AbortController;
  readonly follow: (() => void) | undefined;
};

/** Starts the work of each dialog that opens, and stops it when the dialog closes. */
export function runDialogWork(context: SessionContext): Reaction {
  let work: Work | undefined;
  const react: Reaction['react'] = () => {
    const { overlay, opened } = context.getState();
    if (opened === work?.opened) return work.follow?.();
    work?.abort.abort();
    const abort = new AbortController();
    // The work may change or close the dialog before `begin` returns.
    work = { opened, abort, follow: undefined };
    const follow = dialogOf(overlay)?.begin(context, abort.signal);
    if (work.opened === opened) work = { opened, abort, follow };
  };
  return {
    react: (before, after) => {
      if (before.overlay !== after.overlay) react(before, after);
    },
    stop: () => work?.abort.abort(),
  };
}
