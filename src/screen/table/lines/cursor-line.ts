import { cursorMark, idleMark } from '../../paint/cursor-mark.ts';
import type { Theme } from '../../paint/theme.ts';
import type { State } from '../../shell/state.ts';

/** A row of a table after its mark, with the cursor if it is there. */
export function cursorLine(
  mark: string,
  content: string,
  isSelected: boolean,
  { screen, overlay }: State,
  theme: Theme,
): string {
  if (!isSelected) return ` ${mark === ' ' ? mark : theme.accent(mark)} ${content}`;
  const text = `${mark} ${content}`;
  const isFocused = screen !== 'detail' && overlay.type !== 'filter';
  return isFocused ? `${theme.accent(cursorMark)}${theme.inverse(text)}` : `${idleMark}${theme.bold(text)}`;
}
