import { displayWidth, truncateText } from '../model/text/width.ts';
import { type Hint, hintsFor } from '../state/keys/hints.ts';
import type { State } from '../state/session/state.ts';
import { statusLines, statusMessage } from '../state/session/status-message.ts';
import { editedText } from './filter-lines.ts';
import type { Theme } from './theme.ts';

/** The hints, below the lines that say what happened where there are any. */
export function footerLines(state: State, theme: Theme): readonly string[] {
  const width = state.size.columns;
  const tone = statusMessage(state)?.tone ?? 'info';
  const message = statusLines(state).map(line => truncateText(` ${line}`, width));
  const hints =
    state.overlay.type === 'search' ? searchLine(state, theme) : hintsLine(hintsFor(state), width, theme);
  return [...(tone === 'info' ? message : message.map(line => theme[tone](line))), hints];
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
