import { Box } from 'ink';
import { useSyncExternalStore } from 'react';
import type { Session } from '../state/session.ts';
import { Dialog } from './dialogs/dialog.tsx';
import { Lines } from './lines.tsx';
import { screenLines } from './screen-lines.ts';
import type { Theme } from './theme.ts';
import { useKeys } from './use-keys.ts';

type Props = {
  readonly session: Session;
  readonly theme: Theme;
};

/** The whole screen: what the state says, as lines, and the dialog over them. */
export function App({ session, theme }: Props) {
  const state = useSyncExternalStore(session.subscribe, session.getState);
  useKeys(session.press);
  return (
    <Box flexDirection="column" width={state.size.columns} height={state.size.rows}>
      <Lines lines={screenLines(state, theme)} />
      <Dialog state={state} theme={theme} onChoose={session.choose} />
    </Box>
  );
}
