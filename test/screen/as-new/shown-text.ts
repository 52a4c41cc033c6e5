import { headerLine } from '../../../src/screen/bars/bar-lines.ts';
import { compareLines } from '../../../src/screen/compare/compare-lines.ts';
import { groupTableLines } from '../../../src/screen/groups/group-table-lines.ts';
import { cursorMark, idleMark, plainTheme } from '../../../src/screen/paint/theme.ts';
import { openRunLines } from '../../../src/screen/run/detail-lines.ts';
import { activePane } from '../../../src/screen/run/panes.ts';
import { compareBox, detailSize, tableSize } from '../../../src/screen/shell/layout.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { tableLines } from '../../../src/screen/table/table-lines.ts';
import { checkedFrame } from '../../contradictions/checked-frame.ts';

const marks = new Set([cursorMark, idleMark]);

/** The lines without the mark of the cursor, and without the empty ones at the end. */
function toText(lines: readonly string[]): string {
  return lines
    .map(line => (marks.has(line.charAt(0)) ? ` ${line.slice(1)}` : line).trimEnd())
    .join('\n')
    .trimEnd();
}

/** What the open run shows in its tab: all rows folded, and all unfolded, whatever the user had unfolded. */
export function runText(session: Session, now: number): string {
  const text = () => {
    session.press('g');
    const state = { ...session.getState(), now };
    const size = detailSize(state);
    return toText(checkedFrame(openRunLines(state, size, plainTheme), size.width));
  };
  const hasOpen = () => {
    const { detail } = session.getState();
    return detail !== undefined && activePane(detail).root.children.some(({ isOpen }) => isOpen);
  };
  if (hasOpen()) session.press('z');
  const folded = text();
  session.press('z');
  return `${folded}\n\n${text()}`;
}

/** The counts, the heading and the rows; columns that came with a run are meant to stay when it goes. */
export function tableText(session: Session, now: number, like: Session): string {
  const { emptyColumns } = like.getState().list;
  const state = session.getState();
  const shown = { ...state, now, list: { ...state.list, emptyColumns } };
  return toText([headerLine(shown, plainTheme), ...tableLines(shown, tableSize(shown), plainTheme)]);
}

/** The groups, but for what is new to who looks. */
export function groupsText(session: Session, now: number): string {
  const state = session.getState();
  const groups = state.groups && { ...state.groups, known: undefined, stateOf: undefined };
  const shown = { ...state, now, groups };
  return toText([headerLine(shown, plainTheme), ...groupTableLines(shown, tableSize(shown), plainTheme)]);
}

export function compareText(session: Session, now: number): string {
  session.press('g');
  const state = { ...session.getState(), now };
  return toText(compareLines(state, compareBox(state), plainTheme));
}
