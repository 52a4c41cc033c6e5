import { useMemo } from 'react';
import type { RowsSize } from '../paint/row-painter.ts';
import { Rows } from '../paint/rows.tsx';
import { tableSize } from '../shell/layout.ts';
import type { State } from '../shell/state.ts';
import { type ScreenProps, useSelected } from '../shell/use-selected.ts';
import { groupTableLines } from './group-table-lines.ts';

export function GroupsTable({ session, theme, painter }: ScreenProps) {
  const width = useSelected(session, state => tableSize(state).width);
  const lines = useMemo(
    () => keepUnderDialogs((state, size) => groupTableLines(state, size, theme)),
    [theme],
  );
  return <Rows painter={painter} width={width} lines={size => lines(session.getState(), size)} />;
}

type MakeLines = (state: State, size: RowsSize) => readonly string[];

/** Makes lines again only where more has changed than the dialog that lies over them. */
export function keepUnderDialogs(make: MakeLines): MakeLines {
  let last: { readonly state: State; readonly size: RowsSize; readonly lines: readonly string[] } | undefined;
  return (state, size) => {
    const { width, height } = size;
    const isKept = last?.size.width === width && last.size.height === height && isSame(last.state, state);
    last = isKept && last ? { ...last, state } : { state, size, lines: make(state, size) };
    return last.lines;
  };
}

/** The cursor of a table is thin while its filter is edited, which is no dialog. */
function isSame(before: State, after: State): boolean {
  if (isEdited(before) !== isEdited(after)) return false;
  const parts = Object.keys({ ...before, ...after }) as readonly (keyof State)[];
  return parts.every(part => ofDialog.has(part) || before[part] === after[part]);
}

const ofDialog: ReadonlySet<keyof State> = new Set(['overlay', 'opened']);

function isEdited({ overlay }: State): boolean {
  return overlay.type === 'filter';
}
