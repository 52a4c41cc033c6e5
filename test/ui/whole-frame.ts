import { compareBox, shownPanes, tableSize } from '../../src/state/session/layout.ts';
import type { State } from '../../src/state/session/state.ts';
import { filterLines } from '../../src/ui/bars/filter-lines.ts';
import { headerLine } from '../../src/ui/bars/header-line.ts';
import { hintsLine } from '../../src/ui/bars/hints-line.ts';
import { noticeLines } from '../../src/ui/bars/notice-lines.ts';
import { viewsLine } from '../../src/ui/bars/views-line.ts';
import { compareLines } from '../../src/ui/compare/compare-lines.ts';
import { earlyFrame } from '../../src/ui/early-frame.ts';
import { groupTableLines } from '../../src/ui/failures/group-table-lines.ts';
import { plainTheme as theme } from '../../src/ui/theme.ts';
import { contradictionIn, throwFault } from '../contradictions/checked-frame.ts';

/** What a session shows must not contradict itself; it may stand between two readings of its store. */
export function checkWholeFrame(state: State): void {
  const frame = wholeFrame(state);
  if (frame) throwFault(contradictionIn(frame, state.size.columns, { isAtRest: false }));
}

/** The frame of a state without Ink, which takes many times as long; none of a dialog. */
function wholeFrame(state: State): readonly string[] | undefined {
  if (!['none', 'filter', 'search'].includes(state.overlay.type)) return undefined;
  const panes = shownPanes(state);
  const end = () => [...noticeLines(state, theme), hintsLine(state, theme)];
  if (panes === 'compare')
    return [headerLine(state, theme), ...compareLines(state, compareBox(state), theme), ...end()];
  if (panes !== 'groups') return earlyFrame(state, theme);
  const bars = [headerLine(state, theme), viewsLine(state, theme), ...filterLines(state, theme)];
  return [...bars, ...groupTableLines(state, tableSize(state), theme), ...end()];
}
