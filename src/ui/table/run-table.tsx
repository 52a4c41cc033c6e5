import { tableSize } from '../../state/session/layout.ts';
import { Rows } from '../rows/rows.tsx';
import { type ScreenProps, useSelected } from '../use-selected.ts';
import { tableLines } from './table-lines.ts';

export function RunTable({ session, theme, painter }: ScreenProps) {
  const width = useSelected(session, state => tableSize(state).width);
  return <Rows painter={painter} width={width} lines={size => tableLines(session.getState(), size, theme)} />;
}
