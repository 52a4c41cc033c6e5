import { displayWidth, truncateText } from '../../model/text/width.ts';
import { type Hint, hintsFor } from '../dialogs/hints.ts';
import { editedText } from '../dialogs/text-line.ts';
import { spread } from '../paint/pieces.ts';
import type { Theme } from '../paint/theme.ts';
import { hitWords } from '../run/find/search.ts';
import type { State } from '../shell/state.ts';
import { guideLines, statusLines, statusMessages } from '../shell/status-message.ts';

/** The last line of the screen: the hints, or the search being typed in the detail. */
export function hintsLine(state: State, theme: Theme): string {
  const { overlay, size } = state;
  if (overlay.type !== 'search') return fitHints(hintsFor(state), size.columns, theme);
  const search = state.detail?.search;
  const hits = search && search.text !== '' ? [hitWords(search)] : [];
  const keys = hintsFor(state).map(hint => `${hint.keys} ${hint.label}`);
  const right = `${[...hits, ...keys].join(' · ')} `;
  const line = ` ${theme.accent('/')} ${editedText(overlay, '', size.columns - 6 - right.length, theme)}`;
  return spread(line, theme.dim(right), size.columns);
}

/** As many hints as fit; the last two, help and quit, are always shown. */
function fitHints(hints: readonly Hint[], width: number, theme: Theme): string {
  const kept = [...hints];
  const widthOf = (list: readonly Hint[]) =>
    list.reduce((sum, { keys, label }) => sum + displayWidth(keys) + label.length + 3, -1);
  while (kept.length > 3 && widthOf(kept) > width - 1) kept.splice(-3, 1);
  const texts = kept.map(({ keys, label }) => `${theme.accent(keys)} ${theme.dim(label)}`);
  return truncateText(` ${texts.join('  ')}`, width);
}

/** The status message above the hints, if any. */
export function noticeLines(state: State, theme: Theme): readonly string[] {
  const tone = statusMessages(state)[0]?.tone ?? 'info';
  const lines = statusLines(state).map(line => truncateText(` ${line}`, state.size.columns));
  const messages = lines.length - guideLines(state).length;
  const paint = tone === 'info' ? (line: string) => line : theme[tone];
  return lines.map((line, at) => (at < messages ? paint(line) : theme.accent(line)));
}
