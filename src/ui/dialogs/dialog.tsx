import { Box } from 'ink';
import { dialogRows } from '../../state/session/layout.ts';
import type { State } from '../../state/session/state.ts';
import { Lines } from '../lines.tsx';
import type { Theme } from '../theme.ts';
import { dialogText } from './dialog-lines.ts';
import { Menu } from './menu.tsx';

type Props = {
  readonly state: State;
  readonly theme: Theme;
};

const frameColumns = 4;
const widest = 84;
const menuColumns = 50;

/** What lies over the screen; nothing when no dialog is open. */
export function Dialog({ state, theme }: Props) {
  const { columns } = state.size;
  const { overlay } = state;
  const isMenu = overlay.type === 'menu';
  const isNarrow = isMenu && overlay.purpose !== 'target';
  const width = Math.min(isNarrow ? menuColumns : widest, columns - frameColumns - 2);
  const height = dialogRows(state.size);
  const text = dialogText(state, width, height, theme);
  if (!text && !isMenu) return null;
  return (
    <Box flexDirection="column" borderStyle="round" paddingX={1} width={width + frameColumns}>
      <Lines lines={[theme.bold(isMenu ? overlay.title : (text?.title ?? ''))]} />
      {isMenu ? (
        <Menu menu={overlay} width={width} limit={height} theme={theme} />
      ) : (
        <Lines lines={text?.lines ?? []} />
      )}
    </Box>
  );
}
