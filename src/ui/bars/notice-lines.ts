import { truncateText } from '../../model/text/width.ts';
import type { State } from '../../state/session/state.ts';
import { statusLines, statusMessage } from '../../state/session/status-message.ts';
import type { Theme } from '../theme.ts';

/** The status message above the hints, if any. */
export function noticeLines(state: State, theme: Theme): readonly string[] {
  const tone = statusMessage(state)?.tone ?? 'info';
  const lines = statusLines(state).map(line => truncateText(` ${line}`, state.size.columns));
  return tone === 'info' ? lines : lines.map(line => theme[tone](line));
}
