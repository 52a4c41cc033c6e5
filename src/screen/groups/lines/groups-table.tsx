import { useMemo } from 'react';
import { Rows } from '../../paint/rows.tsx';
import { tableSize } from '../../shell/layout.ts';
import { type ScreenProps, useSelected } from '../../shell/use-selected.ts';
import { groupTableLines } from './group-table-lines.ts';
import { keepUnderDialogs } from './keep-under-dialogs.ts';

export function GroupsTable({ session, theme, painter }: ScreenProps) {
  const width = useSelected(session, state => tableSize(state).width);
  const lines = useMemo(
    () => keepUnderDialogs((state, size) => groupTableLines(state, size, theme)),
    [theme],
  );
  return <Rows painter={painter} width={width} lines={size => lines(session.getState(), size)} />;
}
