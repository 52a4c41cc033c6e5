import { useMemo } from 'react';
import { tableSize } from '../../state/session/layout.ts';
import { keepUnderDialogs } from '../rows/keep-under-dialogs.ts';
import { Rows } from '../rows/rows.tsx';
import { type ScreenProps, useSelected } from '../use-selected.ts';
import { groupTableLines } from './group-table-lines.ts';

export function GroupsTable({ session, theme, painter }: ScreenProps) {
  const width = useSelected(session, state => tableSize(state).width);
  const lines = useMemo(
    () => keepUnderDialogs((state, size) => groupTableLines(state, size, theme)),
    [theme],
  );
  return <Rows painter={painter} width={width} lines={size => lines(session.getState(), size)} />;
}
