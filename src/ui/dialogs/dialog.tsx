import { Box } from 'ink';
import type { State } from '../../state/state.ts';
import { Lines } from '../lines.tsx';
import type { Theme } from '../theme.ts';
import { dialogText } from './dialog-lines.ts';
import { Menu } from './menu.tsx';

type Props = {
  readonly state: State;
  readonly theme: Theme;
  readonly onChoose: (itemId: string) => void;
};

const frameColumns = 4;

/** What lies over the screen, in the middle of it; nothing when no dialog is open. */
export function Dialog({ state, theme, onChoose }: Props) {
  const { columns, rows } = state.size;
  const { overlay } = state;
  const width = Math.min(overlay.type === 'menu' ? 50 : 84, columns - frameColumns - 2);
  const height = rows - 6;
  const text = dialogText(state, width, height, theme);
  if (!text && overlay.type !== 'menu') return null;
  const lineCount = text
    ? text.lines.length
    : overlay.type === 'menu'
      ? Math.min(overlay.items.length, height - 1)
      : 0;
  const top = Math.max(1, Math.floor((rows - lineCount - 3) / 3));
  const title = text?.title ?? (overlay.type === 'menu' ? overlay.title : '');
  return (
    <Box position="absolute" marginTop={top} marginLeft={Math.floor((columns - width - frameColumns) / 2)}>
      <Box flexDirection="column" borderStyle="round" width={width + frameColumns}>
        <Lines lines={[` ${theme.bold(title)}${' '.repeat(Math.max(0, width + 1 - title.length))}`]} />
        {overlay.type === 'menu' ? (
          <Menu menu={overlay} width={width} limit={height - 1} theme={theme} onChoose={onChoose} />
        ) : (
          <Lines lines={(text?.lines ?? []).map(line => ` ${line} `)} />
        )}
      </Box>
    </Box>
  );
}
