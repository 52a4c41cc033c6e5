import { headerLine, hintsLine, noticeLines, viewsLine } from './bars/bar-lines.ts';
import { compareLines } from './compare/compare-lines.ts';
import { filterLines } from './filter/filter-lines.ts';
import { groupTableLines } from './groups/group-table-lines.ts';
import { Line, Lines, Rows } from './paint/rows.tsx';
import { openRunLines } from './run/detail-lines.ts';
import { tableSize, tooSmallText } from './shell/layout.ts';
import { type ScreenProps, useSelected } from './shell/use-selected.ts';
import { tableLines } from './table/table-lines.ts';

export function TooSmall({ session }: Pick<ScreenProps, 'session'>) {
  return <Line text={useSelected(session, tooSmallText)} />;
}

export function Header({ session, theme }: ScreenProps) {
  return <Line text={useSelected(session, state => headerLine(state, theme))} />;
}

export function FilterBar({ session, theme }: ScreenProps) {
  return <Lines text={useSelected(session, state => filterLines(state, theme).join('\n'))} />;
}

export function Notice({ session, theme }: ScreenProps) {
  return <Lines text={useSelected(session, state => noticeLines(state, theme).join('\n'))} />;
}

// What changes with each move of the cursor is drawn as rows, beneath Ink.

export function ViewStrip({ session, theme, painter }: ScreenProps) {
  return <Rows painter={painter} height={1} lines={() => [viewsLine(session.getState(), theme)]} />;
}

export function Hints({ session, theme, painter }: ScreenProps) {
  return <Rows painter={painter} height={1} lines={() => [hintsLine(session.getState(), theme)]} />;
}

export function RunTable({ session, theme, painter }: ScreenProps) {
  const width = useSelected(session, state => tableSize(state).width);
  return <Rows painter={painter} width={width} lines={size => tableLines(session.getState(), size, theme)} />;
}

export function GroupsTable({ session, theme, painter }: ScreenProps) {
  return <Rows painter={painter} lines={size => groupTableLines(session.getState(), size, theme)} />;
}

export function DetailPane({ session, theme, painter }: ScreenProps) {
  return <Rows painter={painter} lines={size => openRunLines(session.getState(), size, theme)} />;
}

export function ComparePane({ session, theme, painter }: ScreenProps) {
  return <Rows painter={painter} lines={size => compareLines(session.getState(), size, theme)} />;
}

export function Divider({ theme, painter }: Omit<ScreenProps, 'session'>) {
  const bar = theme.dim('│');
  return (
    <Rows painter={painter} width={1} lines={({ height }) => Array.from({ length: height }, () => bar)} />
  );
}
