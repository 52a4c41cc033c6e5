import type { PaneSize } from '../../state/detail/pane.ts';
import type { State } from '../../state/session/state.ts';
import type { Theme } from '../theme.ts';
import { detailLines } from './detail-lines.ts';

export function openRunLines(state: State, size: PaneSize, theme: Theme): readonly string[] {
  return state.detail ? detailLines(state.detail, size, state.now, theme, isErrorShown(state)) : [];
}

/** Whether the status line reports the outage that caused the detail's error. */
function isErrorShown({ detail, store: { link }, list }: State): boolean {
  if (!detail?.error) return false;
  const { kind } = detail.error;
  if (link.type === 'stale') return link.error.kind === kind;
  return list.missing.some(({ target, error }) => target === detail.summary.target && error.kind === kind);
}
