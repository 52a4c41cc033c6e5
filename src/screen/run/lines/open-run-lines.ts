import { cursorMark, idleMark } from '../../paint/cursor-mark.ts';
import type { Theme } from '../../paint/theme.ts';
import type { State } from '../../shell/state.ts';
import type { PaneSize } from '../rows/pane.ts';
import { detailLines } from './detail-lines.ts';

/** The lines of the detail; its cursor is thin while the table beside it has the focus. */
export function openRunLines(state: State, size: PaneSize, theme: Theme): readonly string[] {
  if (!state.detail) return [];
  const lines = detailLines(state.detail, size, state.now, themeFor(state, theme), isErrorShown(state));
  if (state.screen === 'detail') return lines;
  const cursor = theme.accent(cursorMark);
  return lines.map(line => (line.startsWith(cursor) ? `${idleMark}${line.slice(cursor.length)}` : line));
}

/** Whether the status line reports the outage that caused the detail's error. */
function isErrorShown({ detail, store: { link }, list }: State): boolean {
  if (!detail?.error) return false;
  const { kind } = detail.error;
  if (link.type === 'stale') return link.error.kind === kind;
  return list.missing.some(({ target, error }) => target === detail.summary.target && error.kind === kind);
}

/** The runs of a remote target have the paths of other machines. */
function themeFor({ store: { target } }: State, theme: Theme): Theme {
  return target.isRemote && theme.links.hasFiles
    ? { ...theme, links: { ...theme.links, hasFiles: false } }
    : theme;
}
