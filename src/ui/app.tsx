import { useSyncExternalStore } from 'react';
import type { Session } from '../state/session/session.ts';
import { Dialog } from './dialogs/dialog.tsx';
import type { Theme } from './theme.ts';
import { useKeys } from './use-keys.ts';

type Props = {
  readonly session: Session;
  readonly theme: Theme;
};

/**
 * What Ink does: it hears the keys and draws the dialogs. The rows of the screen are painted by
 * `screen-painter.ts`.
 */
export function App({ session, theme }: Props) {
  const hasDialog = useSyncExternalStore(session.subscribe, () =>
    dialogTypes.has(session.getState().overlay.type),
  );
  useKeys(session);
  return hasDialog ? <OpenDialog session={session} theme={theme} /> : null;
}

const dialogTypes: ReadonlySet<string> = new Set([
  'help',
  'palette',
  'menu',
  'confirm-cancel',
  'outcomes',
  'name-view',
]);

function OpenDialog({ session, theme }: Props) {
  const state = useSyncExternalStore(session.subscribe, session.getState);
  return <Dialog state={state} theme={theme} />;
}
