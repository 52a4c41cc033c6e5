import { headerLine, hintsLine, noticeLines, viewsLine } from '../../src/screen/bars/bar-lines.ts';
import { compareLines } from '../../src/screen/compare/compare-lines.ts';
import { earlyFrame } from '../../src/screen/early-frame.ts';
import { filterLines } from '../../src/screen/filter/filter-lines.ts';
import { groupTableLines } from '../../src/screen/groups/group-table-lines.ts';
import { plainTheme as theme } from '../../src/screen/paint/theme.ts';
import { compareBox, shownPanes, tableSize } from '../../src/screen/shell/layout.ts';
import type { State } from '../../src/screen/shell/state.ts';
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
