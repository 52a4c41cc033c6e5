import { tableSize } from '../../state/session/layout.ts';
import { Rows } from '../rows/rows.tsx';
import { type RowsProps, useSelected } from '../use-selected.ts';
import { tableLines } from './table-lines.ts';

/** The heading and the runs in sight. */
export function RunTable({ session, theme, painter }: RowsProps) {
  const width = useSelected(session, state => tableSize(state).width);
  return <Rows painter={painter} width={width} lines={size => tableLines(session.getState(), size, theme)} />;
}
