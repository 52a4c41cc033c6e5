import { sanitizeLine } from '../model/text/sanitize.ts';
import { displayWidth, truncateText } from '../model/text/width.ts';
import { type Hint, hintsFor } from '../state/hints.ts';
import { saidNow } from '../state/said.ts';
import type { State } from '../state/state.ts';
import { editedText } from './filter-lines.ts';
import type { Theme } from './theme.ts';

/** The hints, below the line that says what happened where there is one. */
export function footerLines(state: State, theme: Theme): readonly string[] {
  const width = state.size.columns;
  const said = saidLine(state, theme);
  const hints =
    state.overlay.type === 'search' ? searchLine(state, theme) : hintsLine(hintsFor(state), width, theme);
  return said === undefined ? [hints] : [truncateText(` ${said}`, width), hints];
}

const leastText = 12;

function saidLine(state: State, theme: Theme): string | undefined {
  const said = saidNow(state);
  if (!said) return undefined;
  const rest = said.next === undefined ? '' : ` · ${sanitizeLine(said.next)}`;
  const room = state.size.columns - 1 - displayWidth(rest);
  const text = `${truncateText(sanitizeLine(said.text), Math.max(leastText, room))}${rest}`;
  return said.tone === 'info' ? text : theme[said.tone](text);
}

function searchLine({ overlay, size }: State, theme: Theme): string {
  if (overlay.type !== 'search') return '';
  return ` ${theme.accent('/')} ${editedText(overlay, '', size.columns - 6, theme)}`;
}

/** As many hints as there is room for; the last two, help and quit, are never left out. */
function hintsLine(hints: readonly Hint[], width: number, theme: Theme): string {
  const kept = [...hints];
  const widthOf = (list: readonly Hint[]) =>
    list.reduce((sum, { keys, label }) => sum + displayWidth(keys) + label.length + 3, -1);
  while (kept.length > 3 && widthOf(kept) > width - 1) kept.splice(-3, 1);
  const texts = kept.map(({ keys, label }) => `${theme.accent(keys)} ${theme.dim(label)}`);
  return truncateText(` ${texts.join('  ')}`, width);
}
