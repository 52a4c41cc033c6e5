import { headerLine, hintsLine, noticeLines, viewsLine } from './bars/bar-lines.ts';
import { compareLines } from './compare/compare-lines.ts';
import { filterLines } from './filter/filter-lines.ts';
import { groupTableLines } from './groups/group-table-lines.ts';
import type { RowsSize } from './paint/row-painter.ts';
import { Lines, Rows } from './paint/rows.tsx';
import type { Theme } from './paint/theme.ts';
import { openRunLines } from './run/detail-lines.ts';
import { tableSize, tooSmallText } from './shell/layout.ts';
import type { State } from './shell/state.ts';
import { type ScreenProps, useSelected } from './shell/use-selected.ts';
import { tableLines } from './table/table-lines.ts';

type ToText = (state: State, theme: Theme) => string;

/** Drawn by Ink, once the text changes. */
function inkLines(toText: ToText) {
  return ({ session, theme }: ScreenProps) => (
    <Lines text={useSelected(session, state => toText(state, theme))} />
  );
}

export const TooSmall = inkLines(tooSmallText);
export const Header = inkLines(headerLine);
export const FilterBar = inkLines((state, theme) => filterLines(state, theme).join('\n'));
export const Notice = inkLines((state, theme) => noticeLines(state, theme).join('\n'));

type ToLines = (state: State, size: RowsSize, theme: Theme) => readonly string[];

/** What changes with each move of the cursor is drawn as rows, beneath Ink. */
function rowsBeneath(toLines: ToLines, room: { readonly width?: number; readonly height?: number } = {}) {
  return ({ session, theme, painter }: ScreenProps) => (
    <Rows painter={painter} {...room} lines={size => toLines(session.getState(), size, theme)} />
  );
}

export const ViewStrip = rowsBeneath((state, _, theme) => [viewsLine(state, theme)], { height: 1 });
export const Hints = rowsBeneath((state, _, theme) => [hintsLine(state, theme)], { height: 1 });
export const GroupsTable = rowsBeneath(groupTableLines);
export const DetailPane = rowsBeneath(openRunLines);
export const ComparePane = rowsBeneath(compareLines);

const bars: ToLines = (_, { height }, theme) => Array.from({ length: height }, () => theme.dim('│'));

export const Divider = rowsBeneath(bars, { width: 1 });

export function RunTable({ session, theme, painter }: ScreenProps) {
  const width = useSelected(session, state => tableSize(state).width);
  return <Rows painter={painter} width={width} lines={size => tableLines(session.getState(), size, theme)} />;
}
