import { truncateText } from '../../model/text/width.ts';
import type { Theme } from '../paint/theme.ts';
import type { State } from '../shell/state.ts';
import { statusLines, statusMessages } from '../shell/status-message.ts';

/** The status message above the hints, if any. */
export function noticeLines(state: State, theme: Theme): readonly string[] {
  const tone = statusMessages(state)[0]?.tone ?? 'info';
  const lines = statusLines(state).map(line => truncateText(` ${line}`, state.size.columns));
  return tone === 'info' ? lines : lines.map(line => theme[tone](line));
}
