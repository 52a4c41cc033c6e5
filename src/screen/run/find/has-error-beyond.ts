import { nextFailureFrom } from '../../trace/waterfall.ts';
import type { DetailState } from '../detail-state.ts';
import { rowAt } from '../open-tree.ts';
import { activePane, activePaneName } from '../panes.ts';
import { nextErrorPath } from './error-walk.ts';

/** Whether the shown tab has a further error below (or above) the cursor. */
export function hasErrorBeyond(detail: DetailState, by: number): boolean {
  const pane = activePane(detail);
  if (activePaneName(detail) !== 'waterfall') return nextErrorPath(pane, by) !== undefined;
  return nextFailureFrom(pane.root, rowAt(pane.root, pane.cursor), by) !== undefined;
}

/** Whether errors of the shown tab may still arrive. */
export function isUnread({ run, error, tab, trace }: DetailState): boolean {
  if (error) return false;
  return run === undefined || (tab === 'trace' && trace.phase !== 'read');
}
