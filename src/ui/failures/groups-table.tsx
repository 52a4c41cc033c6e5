import { tableSize } from '../../state/session/layout.ts';
import { Rows } from '../rows/rows.tsx';
import { type ScreenProps, useSelected } from '../use-selected.ts';
import { groupTableLines } from './group-table-lines.ts';

export function GroupsTable({ session, theme, painter }: ScreenProps) {
  const width = useSelected(session, state => tableSize(state).width);
  return (
    <Rows painter={painter} width={width} lines={size => groupTableLines(session.getState(), size, theme)} />
  );
}
